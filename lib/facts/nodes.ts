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
