import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** SHA-256 over a chart's files, their names and content: a folder under one version may change at any time. */
export async function digestOf(chart: string): Promise<string> {
  const hash = createHash('sha256');
  for (const file of await filesOf(chart)) {
    const content = await readFile(file);
    hash.update(`${relative(chart, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

async function filesOf(chart: string): Promise<string[]> {
  if (!(await stat(chart)).isDirectory()) return [chart];
  const entries = await readdir(chart, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
}
