import type { JsonMap } from '../kubernetes/object.ts';

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
