import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { loadStack } from '../../../lib/stack/load.ts';
import type { Stack } from '../../../lib/stack.ts';
import { MINIATURE as FOLDER, REAL } from '../stack.ts';
import { tksStack } from '../tks-stack.ts';

/** The stack that is always there, and that the others are told beside. */
export const MINIATURE = 'miniature';

/** The stacks that every row runs over, by the name of their golden files. */
export const STACK_NAMES = [MINIATURE, 'tks', ...REAL.map(nameOf)];

/** Those of them that are on this machine. */
export async function goldenStacks(): Promise<Map<string, Stack>> {
  const real = REAL.filter((folder) => existsSync(folder));
  const loaded = await Promise.all(real.map(async (folder) => [nameOf(folder), await loadStack(folder)] as const));
  return new Map([[MINIATURE, await loadStack(FOLDER)], ['tks', await tksStack()], ...loaded]);
}

function nameOf(folder: string): string {
  return `kube-prometheus-${basename(folder)}`;
}
