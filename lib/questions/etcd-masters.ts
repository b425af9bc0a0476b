import { valueAt, withValue } from '../answers/draft.ts';
import type { Facts } from '../facts.ts';
import type { Json } from '../kubernetes/object.ts';
import { text } from '../text.ts';
import { certificatesFrom } from './etcd-when.ts';
import { listOf, type Question } from './question.ts';

/** Section 3.5: the masters that the certificate is read on, and how they are reached. */
export const etcdMasters: readonly Question[] = [
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
];

function masterWords({ name, addresses }: Facts['cluster']['nodes'][number]): string {
  const [address] = addresses;
  return address ? `${name}=${address}` : name;
}

function masterOf(typed: string): Json {
  const [name = '', host] = typed.split('=');
  return host === undefined ? name : { host, name };
}
