import type { Answers } from './answers/schema.ts';
import type { Sealed, SecretRef } from './answers/secret.ts';
import type { EtcdHostFact } from './facts.ts';
import type { Helm } from './helm/helm.ts';

/** Every way a step has to the outside; each is handed to it, so that what a step touches can be read here. */
export interface Ports {
  secrets: SecretReader;
  masters: Masters;
  helm: Helm;
}

/** Reads secrets from where the answers say they are. */
export interface SecretReader {
  /** @throws RunbookError naming the answer, when the variable isn't set or the file can't be read. */
  read(ref: SecretRef): Promise<Sealed>;
}

/** The machines that hold etcd's certificates (section 3.5), reached over ssh, or a folder with such files. */
export interface Masters {
  /** Reads certificates only. @throws RunbookError with one line for each host that failed. */
  readCertificates(etcd: NonNullable<Answers['etcd']>): Promise<EtcdHostFact>;
  /** Reads the key that belongs to the certificate found before, and checks that it does. */
  readKey(etcd: NonNullable<Answers['etcd']>, found: EtcdHostFact): Promise<Sealed>;
}
