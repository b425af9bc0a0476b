import { constants, type Dirent } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { causeOf } from '../errors.ts';
import { badFile } from './bad-file.ts';

/** What of a stack is read, below its root. */
export const FOLDERS = ['manifests', 'cert-manager', 'preliminary'] as const;
/** The folders whose objects are read; what lies deeper isn't. */
const OBJECT_FOLDERS = ['manifests/setup', 'manifests', 'cert-manager', 'preliminary'] as const;
export type ObjectFolder = (typeof OBJECT_FOLDERS)[number];
/** The values of prometheus-msteams, among the objects of preliminary/. */
export const MSTEAMS_VALUES = 'prometheus-msteams-config.yaml';

/**
 * The files that a stack is read from, by their paths below its root; links are followed, as reading does.
 * @throws RunbookError (exit 3) naming the folder or the file that can't be read
 */
export async function stackFiles(root: string): Promise<string[]> {
  const objects = await Promise.all(OBJECT_FOLDERS.map((folder) => objectFiles(root, folder)));
  const all = [...objects.flat(), join('preliminary', MSTEAMS_VALUES)];
  const there = await Promise.all(all.map((file) => isThere(root, file)));
  return all.filter((_, index) => there[index]).sort();
}

/** The files with the objects of one folder, in order, by their paths below the root; none where there is no folder. */
export async function objectFiles(root: string, folder: ObjectFolder): Promise<string[]> {
  const entries = (await entriesIn(join(root, folder))) ?? [];
  const names = entries
    .filter((entry) => !entry.isDirectory() && /\.(ya?ml|json)$/.test(entry.name))
    .map(({ name }) => name);
  const files = names.filter((name) => name !== MSTEAMS_VALUES && !/^kustomization\.ya?ml$/.test(name)).sort();
  return files.map((name) => join(folder, name));
}

/** Whether there is such a folder. @throws RunbookError when that can't be told */
export function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    // A file on the way there, such as an archive of the stack.
    (error) => (error.code === 'ENOTDIR' ? false : (unlessAbsent(path, error) ?? false)),
  );
}

/** What a folder holds; undefined where there is none. @throws RunbookError when it can't be read */
function entriesIn(path: string): Promise<Dirent[] | undefined> {
  return readdir(path, { withFileTypes: true }).catch((error) => unlessAbsent(path, error));
}

/** Nothing for what isn't there; what is there and can't be read would be left out in silence. @throws RunbookError */
export function unlessAbsent(path: string, error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw badFile(path, causeOf(error));
}

function isThere(root: string, file: string): Promise<boolean> {
  return access(join(root, file), constants.R_OK).then(
    () => true,
    (error) => unlessAbsent(file, error) ?? false,
  );
}
