import type { JsonMap } from './kubernetes/object.ts';

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
  /** `controller` is what serves the class, such as k8s.io/ingress-nginx. */
  ingressClasses: { name: string; default: boolean; controller?: string }[];
  /** Names of the namespaces there are. */
  namespaces: string[];
  /** Group/Kind pairs the API serves, such as `cert-manager.io/Certificate`. */
  kinds: string[];
  etcd: EtcdMemberFact[];
  /** Who answers v1beta1.metrics.k8s.io; undefined when nobody does. */
  metricsApi?: { namespace: string; service: string };
  /** Members of etcd's separate cluster for events, where there is one (kubespray); empty when only their names are known. */
  etcdEvents?: EtcdMemberFact[];
  /** The Service that kubespray makes for etcd's metrics, kube-system/etcd-metrics. */
  etcdService?: EtcdServiceFact;
  /** Objects that stand in the way of ours for etcd, whoever made them (section 5.3). */
  etcdInTheWay?: EtcdObjectFact[];
  /** Volume claims in the namespace monitoring. */
  claims?: ClaimFact[];
  /**
   * How scheduler and controller-manager listen, one a pod; none where they run as no pods, and undefined where nobody
   * may look.
   */
  controlPlane?: ControlPlaneFact[];
  /** Services of others in kube-system. */
  systemServices?: ServiceFact[];
  /** What runs in the namespace monitoring, and which NetworkPolicies hold there; undefined where nobody may look. */
  isolation?: IsolationFact;
  /** Where ingress controllers run, as far as they can be told. */
  ingressControllers?: IngressControllerFact[];
  /** The Secret that Grafana's CA is kept in (section 3.2); undefined when it isn't there. */
  grafanaCa?: GrafanaCaFact;
  /** cert-manager's ClusterIssuers, and its Issuers in monitoring; undefined where nobody may look. */
  issuers?: IssuerFact[];
  /** Namespaces in which an earlier run let Prometheus look for targets, the stack's own included. */
  scrapedNamespaces?: string[];
  /** Names of the Secrets that an earlier run made for Prometheus' remote write. */
  remoteWriteSecrets?: string[];
  /** Ranges of the addresses of pods and Services, and the domain of Services, where kubeadm wrote them down. */
  inside?: { ranges: string[]; domain?: string };
  /** Kinds and objects that the operator has no right to read, so that what is empty above may be there all the same. */
  unknown?: string[];
}

export interface NodeFact {
  name: string;
  addresses: string[];
  controlPlane: boolean;
  /** Played by kwok: its pods have no process behind them. */
  kwok: boolean;
  labels?: Record<string, string>;
  taints?: TaintFact[];
  /** Other addresses that the host's own traffic to pods comes from: of its tunnels, of another network card. */
  tunnels?: string[];
}

/** What keeps pods off a node that don't tolerate it. */
export interface TaintFact {
  key: string;
  value?: string;
  effect: string;
}

export interface StorageClassFact {
  name: string;
  default: boolean;
  provisioner: string;
  expandable: boolean;
  bindsOnFirstConsumer: boolean;
}

export interface GrafanaCaFact {
  /** The Certificate that writes the Secret; undefined for a Secret of somebody else. */
  certificate?: string;
}

export interface IssuerFact {
  kind: 'Issuer' | 'ClusterIssuer';
  name: string;
}

export interface ClaimFact {
  name: string;
  /** What it has been given, else what it asks for; a Kubernetes quantity. */
  size: string;
  /** What it asks for, a Kubernetes quantity; a volume may be larger, or still be growing. */
  asked: string;
  /** It has a volume; until then nothing of it can be changed, and nothing is in it. */
  bound: boolean;
  className?: string;
}

export interface ControlPlaneFact {
  component: 'kube-scheduler' | 'kube-controller-manager';
  /** Of the pod's own command line; undefined where the flag isn't given. */
  bindAddress?: string;
  /** Its `--secure-port`, where that is given. */
  port?: number;
  /** The pod's node. */
  node?: string;
  /** The pod's labels. */
  labels: Record<string, string>;
}

export interface ServiceFact {
  name: string;
  labels: Record<string, string>;
  /** Names of its ports. */
  ports: string[];
  /** Undefined where somebody writes the addresses by hand. */
  selector?: Record<string, string>;
}

export interface IsolationFact {
  /** Labels of each pod that hasn't ended. */
  pods: Record<string, string>[];
  policies: PolicyFact[];
}

/** A live NetworkPolicy. */
export interface PolicyFact {
  name: string;
  /** Of our inventory. */
  ours: boolean;
  spec: JsonMap;
}

export interface IngressControllerFact {
  namespace: string;
  /** The class that it serves, where its command line tells. */
  className?: string;
  /** What an IngressClass of its calls it, such as k8s.io/ingress-nginx. */
  controller?: string;
  /** Its requests come from the nodes' own addresses. */
  hostNetwork: boolean;
}

/** An etcd member and where it was read from, the best source first (FIELD-NOTES 4). */
export interface EtcdMemberFact {
  /** IP address, no port. */
  address: string;
  /** Port for clients, where that was read. */
  port?: number;
  from: 'kubeadm-config' | 'etcd-pod' | 'kube-apiserver' | 'node';
}

export interface EtcdServiceFact {
  labels: Record<string, string>;
  /** Its first port, which answers without a certificate. */
  port?: number;
  /** ServiceMonitors of the cluster that select it, each as NAMESPACE/NAME. */
  monitors: string[];
}

/** An object by which etcd would be scraped a second time, or from files that won't be mounted any more. */
export interface EtcdObjectFact {
  apiVersion: string;
  kind: 'ServiceMonitor' | 'EndpointSlice';
  /** In the namespace monitoring. */
  name: string;
  /** It reads the certificates as files that Prometheus must have mounted. */
  mounted?: true;
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
