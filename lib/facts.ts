import type { ClusterFacts } from './facts/cluster.ts';
import type { HostFacts } from './facts/hosts.ts';

export type * from './facts/certificates.ts';
export type * from './facts/cluster.ts';
export type * from './facts/control-plane.ts';
export type * from './facts/etcd.ts';
export type * from './facts/hosts.ts';
export type * from './facts/network.ts';
export type * from './facts/nodes.ts';
export type * from './facts/storage.ts';

/** What the survey read of the cluster and this machine before any question; read-only. */
export interface Facts {
  cluster: ClusterFacts;
  /** What the masters told over ssh; there once the answers are, and only when a step needs it. */
  hosts?: HostFacts;
}
