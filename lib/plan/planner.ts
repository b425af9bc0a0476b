import type { ClusterFacts } from '../facts.ts';
import type { Client } from '../kubernetes/client.ts';
import type { Mask } from '../kubernetes/compare.ts';
import type { Ports } from '../ports.ts';
import type { Revised } from './revision.ts';

/** What planning reads through. */
export interface Planner {
  client: Client;
  ports: Ports;
  mask: Mask;
  /** What of the cluster makes a change cost more or less. */
  cluster?: ClusterFacts;
  /** Changes whose outcome decides which pods restart. */
  revised: Revised;
}
