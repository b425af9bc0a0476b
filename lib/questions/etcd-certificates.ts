import { withoutValue, withValue } from '../answers/draft.ts';
import { discoveredMembers } from '../answers/fact-defaults.ts';
import { distributionWords, isBuiltIn } from '../etcd/distribution.ts';
import type { Facts, PlainMetricsFact } from '../facts.ts';
import { hostPort } from '../host-port.ts';
import { type Text, text } from '../text.ts';
import { etcdMasters } from './etcd-masters.ts';
import { certificatesFrom, hasEtcd } from './etcd-when.ts';
import type { Choice, Question } from './question.ts';

const SOURCES: readonly Choice[] = [
  { value: 'ssh', name: text('from a master node, over ssh', '마스터 노드에서 ssh로') },
  { value: 'files', name: text('from a folder on this machine', '이 컴퓨터의 디렉토리에서') },
  { value: 'secret', name: text('a Secret in monitoring that is there already', 'monitoring에 이미 있는 Secret') },
  { value: 'none', name: text('none: etcd has a plain metrics port', '필요 없음: etcd에 평문 메트릭 포트가 있음') },
];

/** Section 3.5: certificates of etcd. */
export const etcdCertificates: readonly Question[] = [
  {
    path: 'etcd',
    section: '3.5',
    kind: 'confirm',
    message: text('Collect the metrics of etcd?', 'etcd 메트릭을 수집합니까?'),
    hint: (facts) => (isPlain(facts) ? undefined : distributionWords(facts.cluster.distribution)),
    default: (facts) => discoveredMembers(facts.cluster).length > 0 && (!isBuiltIn(facts.cluster) || isPlain(facts)),
    store: (draft, yes) => (yes === true ? withValue(draft, 'etcd', {}) : draft),
  },
  {
    // Least power first: what anyone can read needs no key.
    path: 'etcd.certificates',
    section: '3.5',
    kind: 'confirm',
    message: text(
      'Take the plain port, and store no key of etcd at all?',
      '평문 포트를 사용하고 etcd 키를 저장하지 않겠습니까?',
    ),
    hint: ({ hosts }) => wherePlain(hosts?.plainMetrics ?? []),
    when: (draft, facts) => hasEtcd(draft) && isPlain(facts),
    store: (draft, yes) => (yes === true ? withValue(draft, 'etcd.certificates.source', 'none') : draft),
  },
  {
    path: 'etcd.certificates.source',
    section: '3.5',
    kind: 'select',
    message: text(
      'Where does the client certificate of etcd come from?',
      'etcd 클라이언트 인증서를 어디서 가져옵니까?',
    ),
    when: hasEtcd,
    // Where 2379 serves no metrics, asking for ssh would be in vain.
    default: ({ cluster }) => (isBuiltIn(cluster) ? 'none' : undefined),
    choices: ({ cluster }) => SOURCES.filter(({ value }) => value !== 'ssh' || !isBuiltIn(cluster)),
  },
  {
    path: 'etcd.certificates.acknowledge',
    section: '3.5',
    kind: 'confirm',
    required: true,
    example: 'true',
    message: text(
      'Store that certificate, which is root on etcd, in the cluster? ("no" leaves etcd out)',
      'etcd의 root 권한이 있는 클라이언트 인증서를 클러스터에 저장합니까? (아니요: etcd 제외)',
    ),
    hint: () =>
      text(
        'A client certificate of etcd gives whoever reads Secrets in monitoring root on etcd, and so on the whole cluster.',
        'etcd 클라이언트 인증서가 있으면 monitoring의 Secret을 읽을 수 있는 모든 사람이 etcd, 곧 클러스터 전체의 root 권한을 갖습니다.',
      ),
    when: certificatesFrom('ssh', 'files'),
    default: () => false,
    open: (value) => value !== true,
    store: (draft, yes) =>
      yes === true ? withValue(draft, 'etcd.certificates.acknowledge', true) : withoutValue(draft, 'etcd'),
  },
  ...etcdMasters,
  {
    path: 'etcd.certificates.directory',
    section: '3.5',
    kind: 'input',
    required: true,
    example: './pki',
    message: text('Folder with the certificate, its key and the CA', '인증서, 키, CA가 있는 디렉토리'),
    when: certificatesFrom('files'),
  },
  {
    path: 'etcd.certificates.name',
    section: '3.5',
    kind: 'input',
    required: true,
    example: 'etcd-certs',
    message: text('Name of the Secret', 'Secret의 이름'),
    default: () => 'etcd-certs',
    when: certificatesFrom('secret'),
  },
];

/** Whether every member tells its metrics without a certificate. */
function isPlain({ cluster, hosts }: Facts): boolean {
  return cluster.etcd.length > 0 && hosts?.plainMetrics?.length === cluster.etcd.length;
}

function wherePlain(members: readonly PlainMetricsFact[]): Text {
  const list = members.map(({ address, port }) => hostPort(address, port)).join(', ');
  return text(
    `etcd tells its metrics to anyone at ${list}: Prometheus can read them there without a certificate.`,
    `etcd가 ${list}에서 누구에게나 메트릭을 제공하므로 Prometheus가 인증서 없이 읽을 수 있습니다.`,
  );
}
