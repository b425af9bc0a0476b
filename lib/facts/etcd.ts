/** An etcd member and where it was read from, the best source first (FIELD-NOTES 4). */
export interface EtcdMemberFact {
  /** IP address, no port. */
  address: string;
  /** Port for clients, where that was read. */
  port?: number;
  from: EtcdSource;
}

/** Where a member was read from; `node` is a control-plane node, which is only a suggestion. */
export type EtcdSource = 'kubeadm-config' | 'etcd-pod' | 'node-annotation' | 'kube-apiserver' | 'node';

/** What one source tells of etcd's members. */
export interface EtcdSourceFact {
  from: EtcdSource;
  /** IP addresses, sorted. */
  addresses: string[];
  /** Host names, which no list of addresses can hold. */
  names?: string[];
  /** Ports of its URLs, where they aren't all etcd's usual 2379. */
  ports?: number[];
  /** It reaches etcd by loopback: the addresses are those of its own machines, taken from their status. */
  loopback?: true;
}

/** Paths of a client's certificate for etcd, on the masters. */
export interface EtcdFilesFact {
  from: 'kubeadm-config' | 'kube-apiserver';
  certificatePath: string;
  keyPath: string;
  caPath: string;
}

export interface DistributionFact {
  name: 'k3s' | 'rke2' | 'k0s';
  /** Whether its own etcd runs here; false where a node would tell and none does (SQLite, another database). */
  etcd: boolean;
}

export interface EtcdServiceFact {
  labels: Record<string, string>;
  /** Its first port, which answers without a certificate. */
  port?: number;
  /** ServiceMonitors of the cluster that select it, each as NAMESPACE/NAME. */
  monitors: string[];
}

/**
 * An object of others by which etcd may be scraped a second time, or from files that won't be mounted any more; whether
 * it is, the answers decide.
 */
export interface EtcdObjectFact {
  apiVersion: string;
  kind: 'ServiceMonitor' | 'EndpointSlice';
  /** In the namespace monitoring. */
  name: string;
  /** What it leads to: the Services that a ServiceMonitor selects, or the one that a slice belongs to. */
  services?: EtcdTargetsFact[];
  /** Secrets that a ServiceMonitor reads as files, which Prometheus must have mounted. */
  mounted?: string[];
}

/** A Service whose addresses stand in slices rather than in pods' labels, ours included. */
export interface EtcdTargetsFact {
  /** Namespace and name. */
  service: string;
  /** What is scraped of it. */
  targets: { address: string; port: number }[];
}
