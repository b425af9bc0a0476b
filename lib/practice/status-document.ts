import type { Mode } from './machines.ts';

/** What `practice.mts status --output json` prints. */
export interface Status {
  /** Any process of this checkout's plane runs. */
  running: boolean;
  /** All of it runs and answers. */
  healthy: boolean;
  /** What is wrong, a line each. */
  problems: string[];
  home: string;
  cache: string;
  mode?: Mode;
  kubeconfig?: string;
  context?: string;
  server?: string;
  version?: string;
  nodes?: { name: string; ready: boolean }[];
  sshConfig?: string;
  masters?: MasterStatus[];
  etcd?: EtcdStatus;
  helmRepository?: string;
  components?: Component[];
}

export interface MasterStatus {
  name: string;
  /** Its InternalIP in the cluster. */
  address: string;
  /** Where its sshd listens. */
  host: string;
  port: number;
  user: string;
  hostKeyFingerprint: string;
  /** Its folder of etcd certificates: as seen over ssh, and as it lies on this machine. */
  folder: string;
  folderHere: string;
}

export interface EtcdStatus {
  endpoints: string[];
  ca: string;
  cert: string;
  key: string;
  /** Whether pods and this machine reach the members at the addresses that the cluster names. */
  reachable: boolean;
}

export interface Component {
  name: string;
  pid?: number;
  state: 'running' | 'stopped';
  log: string;
}
