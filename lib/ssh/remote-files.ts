import type { CertificateFiles } from '../certificates/files.ts';
import { asRoot, type Sudo } from './command.ts';
import { commandError } from './command-error.ts';
import type { Session } from './session.ts';

/** Files of a machine, read through a shell: SFTP has no sudo (FIELD-NOTES 5). */
export function remoteFiles(session: Session, sudo: Sudo): CertificateFiles {
  const output = async (path: string, words: string[]): Promise<string> => {
    const done = await session.run(asRoot([...words, path], sudo));
    if (done.code === 0) return done.stdout;
    throw commandError(path, words[0] ?? '', done, sudo);
  };
  return {
    read: (path) => output(path, ['cat', '--']),
    list: async (folder) => (await output(folder, ['ls', '-1', '--'])).split('\n').filter((name) => name !== ''),
    names: async () => {
      const { code, stdout } = await session.run({ line: 'uname -n' });
      return code === 0 && stdout.trim() !== '' ? [stdout.trim()] : [];
    },
  };
}
