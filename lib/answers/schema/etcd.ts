import { isIP } from 'node:net';
import * as v from 'valibot';
import { name, path, port, secret } from './scalars.ts';

const address = v.pipe(
  v.string(),
  v.check((ip) => isIP(ip) !== 0, 'must be an IP address'),
  v.check((ip) => !/^(127\.|::1$|0\.0\.0\.0$|::$)/.test(ip), 'must be reachable from pods, not a loopback address'),
);

const master = v.union(
  [
    v.pipe(v.string(), v.minLength(1)),
    v.strictObject({ host: v.pipe(v.string(), v.minLength(1)), port: v.optional(port), name: v.optional(name) }),
  ],
  'must be a host name or { host, port, name }',
);

const sudo = v.union(
  [v.picklist(['none', 'nopasswd']), v.strictObject({ password: secret })],
  'must be none, nopasswd or { password: { env: NAME } }',
);

const ssh = v.strictObject({
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

/** Answers about etcd (sections 3.5 and 5.3). */
export const etcd = v.strictObject({
  endpoints: v.optional(v.pipe(v.array(address), v.minLength(1))),
  port: v.optional(port, 2379),
  certificates: v.optional(certificates, {}),
});
