import { Sealed } from '../answers/secret.ts';
import type { EtcdHostFact } from '../facts.ts';
import type { EtcdAnswers, Master } from '../ssh/host.ts';
import type { CertificateFiles } from './files.ts';
import { layoutsFor } from './layouts.ts';
import { readAllowed, type Search } from './search.ts';

/** What to look for on a host: its inventory name is tried first, then the name that it's reached by. */
export function searchOf(etcd: EtcdAnswers, master: Master | undefined, now: Date, folder?: string): Search {
  return { layouts: layoutsFor(etcd.certificates.layout), folder, names: namesOf(master), now };
}

function namesOf(master: Master | undefined): string[] {
  if (master === undefined) return [];
  if (typeof master !== 'string') return [...(master.name ? [master.name] : []), master.host];
  return [master.slice(master.lastIndexOf('@') + 1)];
}

/** Reads the key that lies beside a certificate; it's sealed before anything else can see it. @throws HostError */
export async function readKeyFile(files: CertificateFiles, { keyPath }: EtcdHostFact): Promise<Sealed> {
  return new Sealed(await readAllowed(files, keyPath));
}
