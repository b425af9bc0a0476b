import type { JsonMap } from '../kubernetes/object.ts';
import { NAMESPACE } from '../manifests/namespace.ts';
import type { Desired } from '../step.ts';

/** One thing to watch, with all in which exporters differ. */
export interface Target {
  /** Kind of exporter and value of the job label: `mysqld-exporter`. */
  exporter: string;
  /** Name in the answers. */
  name: string;
  /** Host and port of what is watched; the label `instance` of its metrics. */
  address: string;
  image: string;
  port: number;
  /** Path that answers without asking the target, so that a database that is down restarts no exporter. */
  healthPath: string;
  args: string[];
  env: JsonMap[];
  /** A Secret mounted as a folder; with `keys`, those of it only. */
  mount?: { secret: string; path: string; keys?: string[] };
  secret?: Desired;
  /** Metric that is 1 while the exporter reaches the target. */
  upMetric: string;
  /** What an alert calls it: MariaDB, Redis. */
  product: string;
}

/** Name of all the target's objects: `mysqld-exporter-orders`. */
export function objectName({ exporter, name }: Pick<Target, 'exporter' | 'name'>): string {
  return `${exporter}-${name}`;
}

/** Labels that select the target's pods. */
export function selectorLabels({ exporter, name }: Pick<Target, 'exporter' | 'name'>): Record<string, string> {
  return { 'app.kubernetes.io/name': exporter, 'app.kubernetes.io/instance': name };
}

/** Labels of the target's objects. */
export function targetLabels(target: Pick<Target, 'exporter' | 'name'>): Record<string, string> {
  return { ...selectorLabels(target), 'app.kubernetes.io/part-of': 'tks-runbook' };
}

/** Metadata that a target's objects share. */
export function targetMetadata(target: Pick<Target, 'exporter' | 'name'>) {
  return { name: objectName(target), namespace: NAMESPACE, labels: targetLabels(target) };
}
