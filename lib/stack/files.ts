import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FOLDERS } from './load.ts';

/** The files that a stack may be read from, by their paths below its folder; links are followed, as reading does. */
export async function stackFiles(directory: string): Promise<string[]> {
  const top = await realpath(directory);
  const below = await Promise.all(FOLDERS.map((folder) => filesBelow(directory, folder, [top])));
  return below.flat().sort();
}

async function filesBelow(root: string, path: string, above: readonly string[]): Promise<string[]> {
  const found = await stat(join(root, path)).catch(() => undefined);
  if (found?.isFile()) return [path];
  if (!found?.isDirectory()) return [];
  const here = await realpath(join(root, path));
  // A link that leads back up would never come to an end.
  if (above.includes(here)) return [];
  const names = await readdir(here);
  return (await Promise.all(names.map((name) => filesBelow(root, join(path, name), [...above, here])))).flat();
}
