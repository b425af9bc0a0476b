import type { IssuerFact, SecretFact } from './certificates.ts';
import type { ControlPlaneFact, ServiceFact } from './control-plane.ts';
import type {
  DistributionFact,
  EtcdFilesFact,
  EtcdMemberFact,
  EtcdObjectFact,
  EtcdServiceFact,
  EtcdSourceFact,
} from './etcd.ts';
import type { IngressControllerFact, IsolationFact } from './network.ts';
import type { NodeFact } from './nodes.ts';
import type { ClaimFact, StorageClassFact } from './storage.ts';

/** What was read of the cluster. */
export interface ClusterFacts {
  context: string;
  /** Path of the kubeconfig that was named, where one was. */
  kubeconfig?: string;
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
  /** What every source tells of etcd's members, the best first, whether it decided or not. */
  etcdSources?: EtcdSourceFact[];
  /** Client certificates of etcd on the masters, as the cluster's own components use them. */
  etcdFiles?: EtcdFilesFact[];
  /** Paths on the masters of the CA that etcd trusts its clients by, as its pods and kubeadm name it. */
  etcdAuthorities?: string[];
  /** What runs etcd inside of its own process, so that the client port serves no metrics; undefined for everything else. */
  distribution?: DistributionFact;
  /** Who answers v1beta1.metrics.k8s.io; undefined when nobody does. */
  metricsApi?: {
    namespace: string;
    service: string;
    /** Its APIService is of our inventory. */
    ours?: boolean;
  };
  /** Members of etcd's separate cluster for events, where there is one (kubespray); empty when only their names are known. */
  etcdEvents?: EtcdMemberFact[];
  /** The Service that kubespray makes for etcd's metrics, kube-system/etcd-metrics. */
  etcdService?: EtcdServiceFact;
  /** Objects of others in monitoring that may stand in the way of ours for etcd (section 5.3). */
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
  /** Secrets of the namespace monitoring, as far as they may be read. */
  secrets?: SecretFact[];
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
