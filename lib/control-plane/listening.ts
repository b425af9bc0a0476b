import type { ClusterFacts, ControlPlaneFact } from '../facts.ts';
import type { Component } from './components.ts';

/** Whether Prometheus, on another machine, could reach a component. */
export type Listening =
  | { how: 'open'; pods: readonly ControlPlaneFact[] }
  /** On these nodes it listens for its own machine only. */
  | { how: 'loopback'; nodes: readonly string[] }
  /** It runs as no pods, as in a managed cluster. */
  | { how: 'unseen' }
  /** Nobody may look. */
  | { how: 'unknown' };

/** How a component listens on all of its nodes together: what one of them keeps to itself would be down for ever. */
export function listeningOf({ controlPlane }: ClusterFacts, component: Component): Listening {
  if (!controlPlane) return { how: 'unknown' };
  const pods = controlPlane.filter((pod) => pod.component === component);
  if (pods.length === 0) return { how: 'unseen' };
  const shut = pods.filter((pod) => !isOpen(pod));
  if (shut.length === 0) return { how: 'open', pods };
  return { how: 'loopback', nodes: shut.map(({ node = '?' }) => node).sort() };
}

// Left out, the flag means every address; kubeadm writes 127.0.0.1 of its own accord.
function isOpen({ bindAddress = '0.0.0.0', port }: ControlPlaneFact): boolean {
  return port !== 0 && !/^(127\.|\[?::1\]?$|localhost$)/.test(bindAddress);
}
