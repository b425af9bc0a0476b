import type { Answers } from './answers/schema.ts';
import type { Sealed, SecretRef } from './answers/secret.ts';
import type { MemberAddress, MemberProbe } from './certificates/probe.ts';
import type { Surroundings } from './certificates/surroundings.ts';
import type { ClusterFacts, EtcdHostFact, EtcdHostFailure, EtcdSecretFact } from './facts.ts';
import type { Helm } from './helm/helm.ts';
import type { Json } from './kubernetes/object.ts';
import type { Text } from './text.ts';

/** Every way a step has to the outside; each is handed to it, so that what a step touches can be read here. */
export interface Ports {
  secrets: SecretReader;
  masters: Masters;
  helm: Helm;
  /** Tells what a step found out while it was applied. */
  tell: (finding: Finding) => void;
  /** Keeps a secret that a step makes, or finds in the cluster, out of every output. */
  hide: (value: string) => void;
}

/** Reads secrets from where the answers say they are. */
export interface SecretReader {
  /** @throws RunbookError naming the answer, when the variable isn't set or the file can't be read. */
  read(ref: SecretRef): Promise<Sealed>;
}

/** The machines that hold etcd's certificates (section 3.5), reached over ssh, or a folder with such files. */
export interface Masters {
  /**
   * Reads certificates only, where the Secret's are from first; `known` is what the cluster tells of the files there.
   * From the same place it looks how the members can be reached.
   * @throws RunbookError with one line for each host that failed.
   */
  readCertificates(
    etcd: NonNullable<Answers['etcd']>,
    recorded?: Recorded,
    known?: Pick<ClusterFacts, 'etcdFiles' | 'etcdAuthorities'>,
    members?: readonly string[],
  ): Promise<EtcdReading>;
  /**
   * Reads the key that belongs to the certificate found before, checks that it does, and asks the members with the
   * pair; what they say is for the caller to judge.
   * @throws RunbookError that says what is wrong with the key, never what it is.
   */
  readKey(
    etcd: NonNullable<Answers['etcd']>,
    found: EtcdHostFact,
    members: readonly MemberAddress[],
  ): Promise<{ key: Sealed; probes: MemberProbe[] }>;
}

/** Where the certificate in the cluster was taken from. */
export type Recorded = Pick<EtcdSecretFact, 'node' | 'host'>;

export interface EtcdReading {
  found: EtcdHostFact;
  /** Those that come before the one it was found on, and gave none. */
  failed: EtcdHostFailure[];
  /** How the members look from where it was found; there when members were named. */
  around?: Surroundings;
}

/** What an apply found out that a person and a program want to know. */
export interface Finding {
  /** As events and the document call it, such as etcdMembers. */
  name: string;
  lines: readonly Text[];
  warnings: readonly Text[];
  data: Json;
}
