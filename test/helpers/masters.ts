import { cpSync, readFileSync } from 'node:fs';
import * as v from 'valibot';
import { etcd as schema } from '../../lib/answers/schema/etcd.ts';
import { Sealed } from '../../lib/answers/secret.ts';
import type { MasterOptions } from '../../lib/certificates/open-master.ts';
import type { TestPki } from './etcd-pki.ts';
import { type Sshd, startSshd } from './sshd.ts';

/** A machine with kubespray's certificates, by a real sshd on its own loopback address. */
export interface TestMaster {
  sshd: Sshd;
  /** As the answers name it. */
  host: { host: string; port: number; name: string };
}

const FOLDER = '/etc/ssl/etcd/ssl';

export interface MasterWish {
  /** Seconds before each command runs. */
  slow?: number;
  config?: readonly string[];
  /** The password of the user op. */
  password?: string;
}

/** Starts one: node N of a pki that holds node-nN.pem, on 127.0.0.(100+N). */
export async function startMaster(
  pki: TestPki,
  n: number,
  { slow, config = [], password }: MasterWish = {},
): Promise<TestMaster> {
  const address = `127.0.0.${100 + n}`;
  const sshd = await startSshd({
    address,
    config: [...config, ...(slow ? ['ForceCommand /bin/sh @FOLDER@/forced'] : [])],
    folders: [FOLDER],
    ...(password && { password }),
  });
  if (slow) sshd.write('forced', `sleep ${slow}\neval "$SSH_ORIGINAL_COMMAND"\n`);
  const files = ['ca.pem', `node-n${n}.pem`, `node-n${n}-key.pem`];
  for (const file of files) cpSync(pki.path(file), sshd.path(`${FOLDER}/${file}`));
  return { sshd, host: { host: address, port: sshd.port, name: `n${n}` } };
}

/** Answers that lead to these masters by the first one's key, which all of them take. */
export function answersFor(
  masters: readonly TestMaster[],
  hosts: readonly object[],
  known?: string,
  more: object = {},
) {
  const [first] = masters;
  if (!first) throw new Error('no master');
  const pub = readFileSync(`${first.sshd.key}.pub`, 'utf8');
  for (const { sshd } of masters) sshd.write('authorized_keys', pub);
  const knownHosts = first.sshd.write('known', known ?? masters.map(({ sshd }) => sshd.known).join(''), 0o600);
  const ssh = { config: '/dev/null', user: 'root', identityFile: first.sshd.key, knownHosts, ...more };
  return v.parse(schema, { certificates: { hosts, ssh, layout: 'kubespray' } });
}

/** Options of masters that need no secret. */
export function mastersOptions(more: Partial<MasterOptions> = {}): MasterOptions {
  return { secrets: { read: async () => new Sealed('') }, env: {}, ...more };
}
