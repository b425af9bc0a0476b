import type { Circumstances } from './outcome.ts';
import { alerting } from './rows-alerting.ts';
import { etcd } from './rows-etcd.ts';
import { grafana } from './rows-grafana.ts';
import { shape } from './rows-shape.ts';
import { storage } from './rows-storage.ts';

/** A row of the table; its golden files stand in the folder of its name. */
export interface Row extends Circumstances {
  name: string;
}

/** The barest answers; what they make of a stack is what every other row is held against. */
export const DEFAULTS: Row = { name: 'defaults' };

/** Every customisation of section 5.3, and what belongs to it in other sections. */
export const ROWS: readonly Row[] = [
  DEFAULTS,
  ...[storage, alerting, grafana, etcd, shape].flatMap((rows) =>
    Object.entries(rows).map(([name, circumstances]) => ({ name, ...circumstances })),
  ),
];
