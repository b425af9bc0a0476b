import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** A file of the bundle. */
export interface Entry {
  /** Where it stands in the bundle, with forward slashes. */
  path: string;
  /** What is in it: a file to copy, or words. */
  from: { file: string } | { content: string };
  executable?: true;
}

/** Every file below a folder as an entry below a path of the bundle; none where the folder isn't there. */
export async function entriesOf(
  folder: string,
  path: string,
  wanted: (file: string) => boolean = () => true,
): Promise<Entry[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return found
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)))
    .filter(wanted)
    .map((file) => ({ path: `${path}/${file.split(sep).join('/')}`, from: { file: join(folder, file) } }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}
