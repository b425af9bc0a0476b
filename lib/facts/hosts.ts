import type { Text } from '../text.ts';

/** What was read of the masters, and of Secrets that their certificates may be in. */
export interface HostFacts {
  /** The etcd client certificate found on a master; certificates only, a key is read by apply. */
  etcd?: EtcdHostFact;
  /** The names of the keys, not the values, of a Secret that the answers name for etcd; empty when it isn't there. */
  etcdSecretKeys?: string[];
  /** What Secret etcd-certs holds before this run; its key isn't here. */
  etcdSecret?: EtcdSecretFact;
  /** Masters before the one that the certificate is from, and why they gave none. */
  etcdFailed?: EtcdHostFailure[];
  /** Why no member can be asked with the pair before it's stored, where that is known already. */
  etcdUnasked?: Text;
  /** Members that tell their metrics to anyone. */
  plainMetrics?: PlainMetricsFact[];
  /** When all this was read. */
  readAt?: Date;
}

/** The client certificate that the live Secret etcd-certs holds (section 3.5). */
export interface EtcdSecretFact {
  /** The inventory name that it is from: as recorded, else as the key's name tells. */
  node?: string;
  /** The host that it was read from, where that was recorded. */
  host?: string;
  /** PEM. */
  certificate: string;
  ca: string;
  /** Names of the Secret's keys. */
  names: { certificate: string; ca: string; key: string };
  /** It holds nothing else, and the private key is the certificate's. */
  intact: boolean;
}

export interface EtcdHostFailure {
  /** As the answers name it. */
  host: string;
  cause: Text;
}

/** A member of etcd whose metrics need no certificate. */
export interface PlainMetricsFact {
  address: string;
  port: number;
}

/** What /etc/etcd.env tells, by which kubespray starts etcd. */
export interface EtcdEnvironmentFact {
  /** IP addresses of the members, sorted; empty where it doesn't tell where they listen for clients. */
  addresses: string[];
  /** Names of members that are no IP addresses. */
  names?: string[];
  /** URLs of plain metrics, other than its loopback's. */
  metrics: string[];
}

/** The certificates of the first master, in the answers' order, that has a usable pair, and where its key is. */
export interface EtcdHostFact {
  /** The inventory name, `node1` of node-node1.pem. */
  node: string;
  /** Host the files were read from, as the answers name it. */
  host: string;
  /** PEM, as the file has it. */
  certificate: string;
  ca: string;
  certificatePath: string;
  keyPath: string;
  caPath: string;
  /** What the file told by which etcd is started there, where it was read. */
  environment?: EtcdEnvironmentFact;
  /** It is what the Secret holds: its own node gave none this time, and another's is no reason to replace it. */
  kept?: true;
}
