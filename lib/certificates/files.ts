import { readdir, readFile, realpath } from 'node:fs/promises';
import { HostError } from '../ssh/failure.ts';
import { text } from '../text.ts';
import { refuseForbidden } from './layouts.ts';

/** A place that holds certificate files: a master over ssh, or a folder on this machine. */
export interface CertificateFiles {
  /** @throws HostError; of kind `missing` when there is no such file and the next one may be tried */
  read(path: string): Promise<string>;
  /** Names in a folder. @throws HostError as read does */
  list(folder: string): Promise<string[]>;
  /** What the machine calls itself, in likely order. */
  names(): Promise<string[]>;
}

/** Files in folders of this machine. */
export const localFiles: CertificateFiles = {
  read: async (path) => {
    // A link by a harmless name may lead to a key that must stay where it is.
    refuseForbidden(await realpath(path).catch((error) => fail(path, error)));
    return readFile(path, 'utf8').catch((error) => fail(path, error));
  },
  list: (folder) => readdir(folder).catch((error) => fail(folder, error)),
  names: async () => [],
};

function fail(path: string, error: NodeJS.ErrnoException): never {
  const code = error.code ?? 'EIO';
  const kind = code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : 'refused';
  throw new HostError(kind, text(`${path} can't be read: ${code}`, `${path}을(를) 읽을 수 없습니다: ${code}`));
}
