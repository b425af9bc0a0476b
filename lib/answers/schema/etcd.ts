import { BlockList, isIP } from 'node:net';
import * as v from 'valibot';
import { name, port } from './scalars.ts';
import { secret } from './secret.ts';
import { path } from './urls.ts';
import { says } from './wording.ts';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8);
LOOPBACK.addAddress('0.0.0.0');
LOOPBACK.addAddress('::1', 'ipv6');
LOOPBACK.addAddress('::', 'ipv6');

/** Whether an address is the machine itself, in whatever form it is written. */
function isLoopback(ip: string): boolean {
  return LOOPBACK.check(ip, isIP(ip) === 6 ? 'ipv6' : 'ipv4');
}

const address = v.pipe(
  v.string(),
  v.check((ip) => isIP(ip) !== 0 && !ip.includes('%'), says('must be an IP address', 'IP 주소여야 합니다')),
  v.check(
    (ip) => isIP(ip) === 0 || !isLoopback(ip),
    says(
      'must be reachable from pods, not a loopback address',
      '루프백 주소는 안 됩니다. 파드에서 접근할 수 있어야 합니다',
    ),
  ),
);

const endpoints = v.pipe(v.array(address), v.minLength(1));

const master = v.union(
  [
    v.pipe(v.string(), v.minLength(1)),
    v.strictObject({ host: v.pipe(v.string(), v.minLength(1)), port: v.optional(port), name: v.optional(name) }),
  ],
  says('must be a host name or { host, port, name }', '호스트 이름 또는 { host, port, name }이어야 합니다'),
);

const sudo = v.union(
  [v.picklist(['none', 'nopasswd']), v.strictObject({ password: secret })],
  says(
    'must be none, nopasswd or { password: { env: NAME } }',
    'none, nopasswd 또는 { password: { env: NAME } }여야 합니다',
  ),
);

const ssh = v.strictObject({
  config: v.optional(path),
  user: v.optional(v.pipe(v.string(), v.minLength(1))),
  identityFile: v.optional(path),
  passphrase: v.optional(v.pipe(secret, v.description('Opens the identity file; left out: ssh-agent, or asked for'))),
  password: v.optional(
    v.pipe(secret, v.description('For masters that let nobody in by key; tried once, never on a jump host')),
  ),
  knownHosts: v.optional(path),
  jump: v.optional(v.pipe(v.string(), v.minLength(1))),
  sudo: v.optional(sudo, 'none'),
});

const certificates = v.strictObject({
  source: v.optional(v.picklist(['ssh', 'files', 'secret', 'none']), 'ssh'),
  acknowledge: v.optional(v.boolean(), false),
  layout: v.optional(
    v.pipe(
      v.picklist(['auto', 'kubespray', 'kubeadm']),
      v.description('Whose files to look for on a master; auto: both, and what the cluster names itself'),
    ),
    'auto',
  ),
  hosts: v.optional(v.array(master), []),
  ssh: v.optional(ssh, {}),
  directory: v.optional(path),
  name: v.optional(name),
});

const SECURE_PORT = 2379;
const PLAIN_PORT = 2381;

const events = v.strictObject({
  endpoints: v.optional(v.pipe(endpoints, v.description('Left out: discovered'))),
  port: v.optional(v.pipe(port, v.description('Left out: discovered, else 2383'))),
});

/** Answers about etcd (sections 3.5 and 5.3). */
export const etcd = v.pipe(
  v.strictObject({
    endpoints: v.optional(endpoints),
    port: v.optional(
      v.pipe(port, v.description(`Left out: ${SECURE_PORT}, or ${PLAIN_PORT} with certificates.source: none`)),
    ),
    certificates: v.optional(certificates, {}),
    events: v.optional(
      v.pipe(
        v.union(
          [v.literal(false), events],
          says('must be false or { endpoints, port }', 'false 또는 { endpoints, port }여야 합니다'),
        ),
        v.description("The separate cluster of Kubernetes' events; left out: as discovered, false: not collected"),
      ),
    ),
  }),
  v.description('Metrics of etcd (3.5, 5.3); left out: none'),
  v.forward(
    v.check(
      ({ certificates: { source }, events: separate }) => source !== 'none' || !separate || separate.port !== undefined,
      says(
        'needs a port of its own with certificates.source: none: the usual 2383 wants a certificate',
        'certificates.source: none이면 port를 지정해야 합니다. 기본 포트 2383은 인증서를 요구합니다',
      ),
    ),
    ['events'],
  ),
  v.transform((answers) => ({
    ...answers,
    port: answers.port ?? (answers.certificates.source === 'none' ? PLAIN_PORT : SECURE_PORT),
  })),
);
