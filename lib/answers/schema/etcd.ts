import { isIP } from 'node:net';
import * as v from 'valibot';
import { name, path, port, secret } from './scalars.ts';
import { says } from './wording.ts';

const address = v.pipe(
  v.string(),
  v.check((ip) => isIP(ip) !== 0, says('must be an IP address', 'IP 주소여야 합니다')),
  v.check(
    (ip) => !/^(127\.|::1$|0\.0\.0\.0$|::$)/.test(ip),
    says(
      'must be reachable from pods, not a loopback address',
      '루프백 주소는 안 됩니다. 파드에서 접근할 수 있어야 합니다',
    ),
  ),
);

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
  passphrase: v.optional(secret),
  knownHosts: v.optional(path),
  jump: v.optional(v.pipe(v.string(), v.minLength(1))),
  sudo: v.optional(sudo, 'none'),
});

const certificates = v.strictObject({
  source: v.optional(v.picklist(['ssh', 'files', 'secret', 'none']), 'ssh'),
  acknowledge: v.optional(v.boolean(), false),
  layout: v.optional(v.picklist(['auto', 'kubespray', 'kubeadm']), 'auto'),
  hosts: v.optional(v.array(master), []),
  ssh: v.optional(ssh, {}),
  directory: v.optional(path),
  name: v.optional(name),
});

const SECURE_PORT = 2379;
const PLAIN_PORT = 2381;

/** Answers about etcd (sections 3.5 and 5.3). */
export const etcd = v.pipe(
  v.strictObject({
    endpoints: v.optional(v.pipe(v.array(address), v.minLength(1))),
    port: v.optional(
      v.pipe(port, v.description(`Left out: ${SECURE_PORT}, or ${PLAIN_PORT} with certificates.source: none`)),
    ),
    certificates: v.optional(certificates, {}),
  }),
  v.description('Metrics of etcd (3.5, 5.3); left out: none'),
  v.transform((answers) => ({
    ...answers,
    port: answers.port ?? (answers.certificates.source === 'none' ? PLAIN_PORT : SECURE_PORT),
  })),
);
