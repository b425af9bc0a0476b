import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { parse, stringify } from 'yaml';
import type { Stack } from '../../../lib/stack.ts';
import { type Golden, goldenOf } from './difference.ts';
import { type Outcome, outcome, untouched } from './outcome.ts';
import { DEFAULTS, ROWS, type Row } from './rows.ts';
import { goldenStacks, MINIATURE, STACK_NAMES } from './stacks.ts';

const FOLDER = fileURLToPath(new URL('../../golden/', import.meta.url));

/** A golden file and what it has to hold. */
export interface GoldenFile {
  /** Relative to test/golden/. */
  file: string;
  /** Rejects when the row can't be carried out at all. */
  golden: () => Promise<GoldenDocument>;
}

/** What stands in a golden file: the row's own content, so that it can be read alone, and what it changes. */
export type GoldenDocument = Golden & { from?: Row['answers']; answers?: Row['answers']; cluster?: Row['cluster'] };

/** Every row over every stack that is on this machine. */
export async function goldenFiles(): Promise<GoldenFile[]> {
  const stacks = await goldenStacks();
  const miniature = tableOf(stacks.get(MINIATURE));
  return [...stacks].flatMap(([name, stack]) => {
    const golden = name === MINIATURE ? miniature : tableOf(stack);
    const document = async (row: Row) =>
      name === MINIATURE ? documentOf(row, await golden(row)) : beside(await miniature(row), await golden(row));
    return ROWS.map((row) => ({ file: join(row.name, `${name}.yaml`), golden: () => document(row) }));
  });
}

/** What each row does to a stack; the barest answers are carried out once. */
function tableOf(stack: Stack | undefined): (row: Row) => Promise<Golden> {
  if (!stack) throw new Error('there is no such stack');
  let defaults: Promise<Outcome> | undefined;
  const before = (row: Row) => {
    if (row === DEFAULTS) return untouched(stack);
    if (row.from) return outcome(stack, row.from);
    defaults ??= outcome(stack, DEFAULTS);
    return defaults;
  };
  return async (row) => goldenOf(await before(row), await outcome(stack, row));
}

/** The row's own content stands with the miniature stack only. */
function documentOf({ from, answers, cluster }: Row, golden: Golden): GoldenDocument {
  const row = {
    ...(from?.answers && { from: from.answers }),
    ...(answers && { answers }),
    ...(cluster && { cluster }),
  };
  return JSON.parse(JSON.stringify({ ...row, ...golden })) as GoldenDocument;
}

const SAME = 'as on miniature';

/** What a row does to another stack; of each part that is the very same on the miniature one only that is said. */
function beside(miniature: Golden, golden: Golden): GoldenDocument {
  const same = (one: unknown, other: unknown) => isDeepStrictEqual(one, other);
  const brief = (part: unknown, its: unknown): unknown => {
    if (same(part, its)) return SAME;
    if (Array.isArray(part) || typeof part !== 'object' || part === null) return part;
    const others = (its ?? {}) as Record<string, unknown>;
    return Object.fromEntries(
      Object.entries(part).map(([key, value]) => [key, same(value, others[key]) ? SAME : value]),
    );
  };
  const parts = Object.entries(golden).map(([key, part]) => [key, brief(part, miniature[key as keyof Golden])]);
  return Object.fromEntries(parts) as GoldenDocument;
}

export function readGolden(file: string): GoldenDocument | undefined {
  const path = join(FOLDER, file);
  return existsSync(path) ? (parse(readFileSync(path, 'utf8')) as GoldenDocument) : undefined;
}

export function writeGolden(file: string, golden: GoldenDocument): void {
  const path = join(FOLDER, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, stringify(golden, { lineWidth: 120, aliasDuplicateObjects: false }));
}

/** Golden files that no row and stack stands for. */
export function orphans(): string[] {
  const known = new Set(ROWS.flatMap(({ name }) => STACK_NAMES.map((stack) => join(name, `${stack}.yaml`))));
  const there = readdirSync(FOLDER, { recursive: true, withFileTypes: true });
  const files = there.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return files
    .map((path) => path.slice(FOLDER.length))
    .filter((file) => !known.has(file) && file !== 'README.md')
    .sort();
}

export function removeGolden(file: string): void {
  const path = join(FOLDER, file);
  rmSync(path, { force: true });
  if (readdirSync(dirname(path)).length === 0) rmdirSync(dirname(path));
}
