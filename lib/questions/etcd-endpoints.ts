import { withValue } from '../answers/draft.ts';
import { conflict, namesOnly } from '../etcd/discovery-notes.ts';
import type { ClusterFacts, EtcdMemberFact, Facts } from '../facts.ts';
import { join, type Text, text } from '../text.ts';
import { certificatesFrom, hasEtcd } from './etcd-when.ts';
import { listOf, type Question } from './question.ts';

/** Section 5.3: etcd-endpoint.yaml. */
export const etcdEndpoints: readonly Question[] = [
  {
    path: 'etcd.endpoints',
    section: '5.3',
    kind: 'input',
    required: true,
    example: '[10.0.0.11, 10.0.0.12]',
    message: text('IP addresses of the etcd members', 'etcd 멤버의 IP 주소'),
    when: hasEtcd,
    hint: whereFound,
    lacking: (facts) => joined(namesOnly(facts)),
    later: (draft, { cluster }) => certificatesFrom('ssh')(draft) && isUnread(cluster),
    default: ({ cluster }) => cluster.etcd.map((member) => member.address).join(', ') || undefined,
    parse: listOf,
  },
  {
    path: 'etcd.port',
    section: '5.3',
    kind: 'number',
    message: text('Port of the plain metrics', '평문 메트릭 포트'),
    when: certificatesFrom('none'),
    default: () => '2381',
  },
  {
    path: 'etcd.events',
    section: '5.3',
    kind: 'confirm',
    message: text(
      "Collect the metrics of etcd's separate cluster for events too?",
      '이벤트용으로 분리된 etcd 클러스터의 메트릭도 수집합니까?',
    ),
    when: (draft, { cluster }) => certificatesFrom('ssh', 'files', 'secret')(draft) && !!cluster.etcdEvents?.length,
    hint: ({ cluster }) => whereEvents(cluster.etcdEvents ?? []),
    default: () => true,
    // As discovered is what is done where nothing is said.
    store: (draft, yes) => (yes === true ? draft : withValue(draft, 'etcd.events', false)),
  },
];

function whereEvents(members: readonly EtcdMemberFact[]): Text {
  const list = members.map(({ address }) => address).join(', ');
  return text(
    `kube-apiserver keeps events in an etcd of their own (--etcd-servers-overrides): ${list}`,
    `kube-apiserver가 이벤트를 별도의 etcd에 저장합니다(--etcd-servers-overrides): ${list}`,
  );
}

const FOUND: Record<EtcdMemberFact['from'], Text> = {
  'kubeadm-config': text(
    'These members stand in the ConfigMap kube-system/kubeadm-config.',
    'ConfigMap kube-system/kubeadm-config에 적힌 멤버입니다.',
  ),
  'etcd-pod': text(
    'These members say so in their pods (component=etcd).',
    'etcd 파드(component=etcd)가 알린 멤버입니다.',
  ),
  'node-annotation': text('These members stand in annotations of the nodes.', '노드 어노테이션에 적힌 멤버입니다.'),
  'kube-apiserver': text('kube-apiserver talks to these members.', 'kube-apiserver가 통신하는 멤버입니다.'),
  node: text(
    'No member was found; these are the control-plane nodes. Confirm that etcd runs there.',
    '멤버를 찾지 못해 컨트롤 플레인 노드를 제안합니다. etcd가 그곳에서 동작하는지 확인하십시오.',
  ),
};

function whereFound(facts: Facts): Text | undefined {
  const [member] = facts.cluster.etcd;
  return joined([...(member ? [FOUND[member.from]] : []), ...conflict(facts), ...namesOnly(facts)]);
}

function joined(sentences: readonly Text[]): Text | undefined {
  return sentences.length > 0 ? join(sentences) : undefined;
}

/** Whether the cluster may well know the members, but not to this operator; kubespray's file on a master does too. */
function isUnread({ unknown = [] }: ClusterFacts): boolean {
  return ['Pod', 'ConfigMap kube-system/kubeadm-config'].some((what) => unknown.includes(what));
}
