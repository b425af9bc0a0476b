import { answerAt, type Draft, valueAt, withoutValue, withValue } from '../answers/draft.ts';
import { discoveredMembers } from '../answers/fact-defaults.ts';
import { distributionWords, isBuiltIn } from '../etcd/distribution.ts';
import type { Facts, PlainMetricsFact } from '../facts.ts';
import type { Json } from '../kubernetes/object.ts';
import { type Text, text } from '../text.ts';
import { type Choice, listOf, type Question } from './question.ts';

export const hasEtcd = (draft: Draft) => valueAt(draft, 'etcd') !== undefined;
export const certificatesFrom =
  (...sources: string[]) =>
  (draft: Draft) =>
    hasEtcd(draft) && sources.includes(String(answerAt(draft, 'etcd.certificates.source')));

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
  {
    path: 'etcd.certificates.hosts',
    section: '3.5',
    kind: 'input',
    required: true,
    example: '[master1]',
    message: text('Master nodes: names, or name=address', '마스터 노드: 이름 또는 이름=주소'),
    when: certificatesFrom('ssh'),
    open: (value) => !Array.isArray(value) || value.length === 0,
    default: ({ cluster }) =>
      cluster.nodes
        .filter((node) => node.controlPlane)
        .map(masterWords)
        .join(', ') || undefined,
    parse: (typed) => listOf(typed).map(masterOf),
  },
  {
    path: 'etcd.certificates.ssh.user',
    section: '3.5',
    kind: 'input',
    message: text('User for ssh (empty: as ~/.ssh/config says)', 'ssh 사용자(비우면 ~/.ssh/config대로)'),
    when: certificatesFrom('ssh'),
  },
  {
    path: 'etcd.certificates.ssh.sudo',
    section: '3.5',
    kind: 'select',
    message: text('How does that user read root-only files?', '그 사용자는 root 전용 파일을 어떻게 읽습니까?'),
    when: certificatesFrom('ssh'),
    choices: () => [
      { value: 'none', name: text('it is root', 'root 사용자임') },
      { value: 'nopasswd', name: text('sudo without a password', '비밀번호 없는 sudo') },
      { value: 'password', name: text('sudo with a password', '비밀번호가 필요한 sudo') },
    ],
    store: (draft, value) => withValue(draft, 'etcd.certificates.ssh.sudo', value === 'password' ? {} : value),
  },
  {
    path: 'etcd.certificates.ssh.sudo.password',
    section: '3.5',
    kind: 'secret',
    required: true,
    example: '{ env: MASTER_SUDO_PASSWORD }',
    message: text('Password for sudo', 'sudo 비밀번호'),
    secret: { variable: () => 'MASTER_SUDO_PASSWORD', local: true },
    when: (draft) => certificatesFrom('ssh')(draft) && typeof valueAt(draft, 'etcd.certificates.ssh.sudo') === 'object',
  },
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
  const list = members.map(({ address, port }) => `${address}:${port}`).join(', ');
  return text(
    `etcd tells its metrics to anyone at ${list}: Prometheus can read them there without a certificate.`,
    `etcd가 ${list}에서 누구에게나 메트릭을 제공하므로 Prometheus가 인증서 없이 읽을 수 있습니다.`,
  );
}

function masterWords({ name, addresses }: Facts['cluster']['nodes'][number]): string {
  const [address] = addresses;
  return address ? `${name}=${address}` : name;
}

function masterOf(typed: string): Json {
  const [name = '', host] = typed.split('=');
  return host === undefined ? name : { host, name };
}
