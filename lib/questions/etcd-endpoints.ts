import type { EtcdMemberFact } from '../facts.ts';
import { type Text, text } from '../text.ts';
import { certificatesFrom, hasEtcd } from './etcd-certificates.ts';
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
    hint: ({ cluster }) => whereFound(cluster.etcd[0]),
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
];

const FOUND: Record<EtcdMemberFact['from'], Text> = {
  'kubeadm-config': text(
    'These members stand in the ConfigMap kube-system/kubeadm-config.',
    'ConfigMap kube-system/kubeadm-config에 적힌 멤버입니다.',
  ),
  'etcd-pod': text(
    'These members say so in their pods (component=etcd).',
    'etcd 파드(component=etcd)가 알린 멤버입니다.',
  ),
  'kube-apiserver': text('kube-apiserver talks to these members.', 'kube-apiserver가 통신하는 멤버입니다.'),
  node: text(
    'No member was found; these are the control-plane nodes. Confirm that etcd runs there.',
    '멤버를 찾지 못해 컨트롤 플레인 노드를 제안합니다. etcd가 그곳에서 동작하는지 확인하십시오.',
  ),
};

function whereFound(member: EtcdMemberFact | undefined): Text | undefined {
  return member && FOUND[member.from];
}
