import type { CertificateFiles } from '../certificates/files.ts';
import { refuseLink } from '../certificates/places.ts';
import { asRoot, type Sudo } from './command.ts';
import { commandError, isSudoFault } from './command-error.ts';
import type { Session } from './session.ts';
import { SudoRefusal } from './sudo-refusal.ts';

/** Files of a machine, read through a shell: SFTP has no sudo (FIELD-NOTES 5). */
export function remoteFiles(session: Session, sudo: Sudo): CertificateFiles {
  const output = async (path: string, words: string[]): Promise<string> => {
    const done = await session.run(asRoot([...words, path], sudo));
    if (done.code === 0) return done.stdout;
    throw commandError(path, words[0] ?? '', done, sudo);
  };
  const targetOf = resolver(session, sudo);
  return {
    read: async (path) => {
      const target = await targetOf(path);
      if (target !== undefined) refuseLink(path, target);
      return withoutGreeting(await output(path, ['cat', '--']));
    },
    list: async (folder) => (await output(folder, ['ls', '-1', '--'])).split('\n').filter((name) => name !== ''),
    names: async () => {
      const { code, stdout } = await session.run({ line: 'uname -n' });
      const name = lastLine(stdout);
      return code === 0 && name !== '' ? [name] : [];
    },
  };
}

/**
 * Makes the function that tells where a path leads; undefined where that can't be told. A rule of sudo for cat alone
 * names the very files, which is its owner's word; then the user's own rights have to do, and sudo isn't asked again.
 */
function resolver(session: Session, sudo: Sudo): (path: string) => Promise<string | undefined> {
  let allowed = true;
  return async (path) => {
    const words = ['readlink', '-f', '--', path];
    if (allowed) {
      const done = await session.run(asRoot(words, sudo));
      if (done.code === 0) return pathIn(done.stdout);
      if (sudo === 'none' || !isSudoFault(done)) return undefined;
      const error = commandError(path, 'readlink', done, sudo);
      // A wrong password isn't tried a second time for cat.
      if (!(error instanceof SudoRefusal)) throw error;
      allowed = false;
    }
    const { code, stdout } = await session.run(asRoot(words, 'none'));
    return code === 0 ? pathIn(stdout) : undefined;
  };
}

/** A path that a command printed; undefined where it is none. */
function pathIn(stdout: string): string | undefined {
  const line = lastLine(stdout);
  return line.startsWith('/') ? line : undefined;
}

/** A file with PEM in it, without what a shell says before it. */
function withoutGreeting(content: string): string {
  return content.slice(Math.max(0, content.indexOf('-----BEGIN ')));
}

/** What a command of one line printed: a shell may greet before it. */
function lastLine(stdout: string): string {
  return stdout.trimEnd().split('\n').at(-1) ?? '';
}
