import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { causeOf } from '../errors.ts';
import type { Origin } from '../stack.ts';
import { badFile } from './bad-file.ts';
import { stackFiles, unlessAbsent } from './files.ts';

/** Beside the folders of a stack that was carried away from its source. */
export const ORIGIN_FILE = 'stack-origin.json';

const schema = v.object({
  source: v.picklist(['tks-platform', 'kube-prometheus', 'directory']),
  repository: v.exactOptional(v.string()),
  ref: v.exactOptional(v.string()),
  commit: v.exactOptional(v.string()),
  tree: v.exactOptional(v.picklist(['clean', 'changed'])),
  files: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
});

/** Where a stack came from, as far as that is true anywhere. */
export type Carried = Pick<Origin, 'source' | 'repository' | 'ref' | 'commit' | 'tree'>;

/** The content of ORIGIN_FILE for a copy of the stack that stands in this folder. */
export async function carriedFile(directory: string, origin: Carried): Promise<string> {
  return `${JSON.stringify({ ...origin, files: await digestOf(directory) }, null, 2)}\n`;
}

/**
 * Where the stack in a folder came from before it was carried there; undefined for any other folder. Files that were
 * edited since are told as a changed tree.
 * @throws RunbookError (exit 3) when ORIGIN_FILE can't be read.
 */
export async function carriedOrigin(directory: string): Promise<Carried | undefined> {
  const file = join(directory, ORIGIN_FILE);
  const content = await readFile(file, 'utf8').catch((error) => unlessAbsent(file, error));
  if (content === undefined) return undefined;
  const { files, ...origin } = parsed(file, content);
  const isChanged = origin.commit !== undefined && files !== (await digestOf(directory));
  return isChanged ? { ...origin, tree: 'changed' } : origin;
}

function parsed(file: string, content: string): v.InferOutput<typeof schema> {
  try {
    return v.parse(schema, JSON.parse(content));
  } catch (error) {
    throw badFile(file, causeOf(error));
  }
}

/** SHA-256 over the names and contents of all files that a stack may be read from. */
async function digestOf(directory: string): Promise<string> {
  const hash = createHash('sha256');
  for (const name of await stackFiles(directory)) {
    const content = await readFile(join(directory, name));
    hash.update(`${name}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}
