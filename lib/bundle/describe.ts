import { recordOf, type StackRecord } from '../inventory/stack-record.ts';
import type { Stack } from '../stack.ts';
import { thisMachine } from '../tools/table.ts';
import { VERSION } from '../version.ts';

/** What a bundle says of itself, in bundle.json. */
export interface Described {
  version: string;
  /** Such as linux-amd64. */
  platform: string;
  stack: StackRecord;
  /** Name and version. */
  chart?: string;
}

/** What a bundle of this stack and chart says of itself; no path of this machine. */
export function describe(stack: Stack, chart?: { name: string; version: string }): Described {
  return {
    version: VERSION,
    platform: thisMachine().join('-'),
    stack: recordOf(stack),
    ...(chart && { chart: `${chart.name} ${chart.version}` }),
  };
}

/** The name of the bundle's folder, and of its file without the ending. */
export function bundleName({ version, platform }: Pick<Described, 'version' | 'platform'>): string {
  return `tks-runbook-${version}-${platform}`;
}
