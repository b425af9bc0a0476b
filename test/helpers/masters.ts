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

export interface MasterWish {
  /** Seconds before each command runs. */
  slow?: number;
  config?: readonly string[];
}

/** Starts one: node N of a pki that holds node-nN.pem, on 127.0.0.(100+N). */
export async function startMaster(
  pki: TestPki,
  n: number,
  { slow, config = [] }: MasterWish = {},
): Promise<TestMaster> {
  const address = `127.0.0.${100 + n}`;
  const sshd = await startSshd({ address, config: [...config, 'ForceCommand /bin/sh @FOLDER@/forced'] });
  // The paths of kubespray, in the server's own folder: nothing on this machine outside of it is touched.
  const rewritten = `$(printf %s "$SSH_ORIGINAL_COMMAND" | sed 's,/etc/ssl/etcd/ssl,${sshd.folder}/pki,g')`;
  sshd.write('forced', `${slow ? `sleep ${slow}\n` : ''}eval "${rewritten}"\n`);
  const files = ['ca.pem', `node-n${n}.pem`, `node-n${n}-key.pem`];
  for (const file of files) cpSync(pki.path(file), sshd.path(`pki/${file}`));
  return { sshd, host: { host: address, port: sshd.port, name: `n${n}` } };
}

/** Answers that lead to these masters by the first one's key, which all of them take. */
export function answersFor(masters: readonly TestMaster[], hosts: readonly object[], known?: string) {
  const [first] = masters;
  if (!first) throw new Error('no master');
  const pub = readFileSync(`${first.sshd.key}.pub`, 'utf8');
  for (const { sshd } of masters) sshd.write('authorized_keys', pub);
  const knownHosts = first.sshd.write('known', known ?? masters.map(({ sshd }) => sshd.known).join(''), 0o600);
  const ssh = { config: '/dev/null', user: 'root', identityFile: first.sshd.key, knownHosts };
  return v.parse(schema, { certificates: { hosts, ssh, layout: 'kubespray' } });
}

/** Options of masters that need no secret. */
export function mastersOptions(more: Partial<MasterOptions> = {}): MasterOptions {
  return { secrets: { read: async () => new Sealed('') }, env: {}, ...more };
}
