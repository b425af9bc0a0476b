import type { Client } from '../kubernetes/client.ts';
import type { Ports } from '../ports.ts';
import type { Text } from '../text.ts';
import type { Outcome } from './outcome.ts';

/** One read-only test. What it can't do without, it gets as a port; what it throws is told as its failure. */
export interface Check {
  /** What programs know it by; within its step no other has it. */
  name: string;
  /** What is looked at. */
  title: Text;
  run: (ports: CheckPorts) => Promise<Outcome>;
}

/** The ways to the outside that a check has; none of them writes. */
export interface CheckPorts extends Pick<Ports, 'secrets' | 'hide'> {
  /** Left out where this machine has no helm: for a look nothing is downloaded or built. */
  helm?: Pick<Ports['helm'], 'release' | 'objects'>;
  cluster: ClusterReader;
  now: Date;
}

/** What a check may ask of the API; each call rejects with ApiError on a refusal. */
export type ClusterReader = Pick<Client, 'get' | 'getMetadata' | 'list'>;
