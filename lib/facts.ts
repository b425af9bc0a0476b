/** What the survey read of the cluster and this machine before any question; read-only. */
export interface Facts {
  cluster: ClusterFacts;
  /** What the masters told over ssh; there once the answers are, and only when a step needs it. */
  hosts?: HostFacts;
}

export interface ClusterFacts {
  context: string;
  /** URL of the API server. */
  server: string;
  /** UID of the namespace kube-system: the sure name of a cluster. */
  uid: string;
  /** Such as `v1.36.3`. */
  version: string;
  nodes: NodeFact[];
  storageClasses: StorageClassFact[];
  ingressClasses: { name: string; default: boolean }[];
  /** Names of the namespaces there are. */
  namespaces: string[];
  /** Group/Kind pairs the API serves, such as `cert-manager.io/Certificate`. */
  kinds: string[];
  etcd: EtcdMemberFact[];
  /** Who answers v1beta1.metrics.k8s.io; undefined when nobody does. */
  metricsApi?: { namespace: string; service: string };
  /** Kinds and objects that the operator has no right to read, so that what is empty above may be there all the same. */
  unknown?: string[];
}

export interface NodeFact {
  name: string;
  addresses: string[];
  controlPlane: boolean;
  /** Played by kwok: its pods have no process behind them. */
  kwok: boolean;
}

export interface StorageClassFact {
  name: string;
  default: boolean;
  provisioner: string;
  expandable: boolean;
  bindsOnFirstConsumer: boolean;
}

/** An etcd member and where it was read from, the best source first (FIELD-NOTES 4). */
export interface EtcdMemberFact {
  /** IP address, no port. */
  address: string;
  from: 'kubeadm-config' | 'etcd-pod' | 'kube-apiserver' | 'node';
}

export interface HostFacts {
  /** The etcd client certificate found on a master; certificates only, a key is read by apply. */
  etcd?: EtcdHostFact;
  /** The names of the keys, not the values, of a Secret that the answers name for etcd; empty when it isn't there. */
  etcdSecretKeys?: string[];
}

/** The certificates on the first master that answered, and where its key is. */
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
}
