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
