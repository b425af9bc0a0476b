import { createHash } from 'node:crypto';
import { access, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeCacheFolder, makePartialFolder } from '../process/cache-folder.ts';
import type { Finished } from '../process/run.ts';
import { text } from '../text.ts';
import { runGit, wordsOf } from './git-command.ts';
import { failed, isRefMissing, noCheckout } from './git-error.ts';
import { readState, type TreeState } from './work-tree.ts';

/** git, as the steps use it. */
export interface Git {
  /**
   * A folder with the files of a repository at a ref, fetched shallowly and kept in the cache.
   * @throws RunbookError when neither the repository nor the cache has the ref.
   */
  checkout(repository: string, ref: string): Promise<Checkout>;
  /** The commit that a folder on this machine stands at; undefined when it is in no work tree, or there is no git. */
  stateOf(directory: string, parts: readonly string[]): Promise<TreeState | undefined>;
}

export interface Checkout {
  directory: string;
  /** Full hash. */
  commit: string;
  /** The repository didn't answer and the cache did; why, in git's words. */
  offline?: string;
}

/** git, found the first time that it is needed, with a cache folder. */
export function createGit(find: () => Promise<string>, cache: string): Git {
  return {
    checkout: async (repository, ref) => {
      const git = await find();
      const folder = join(cache, 'git', createHash('sha256').update(repository).digest('hex').slice(0, 16));
      const store = join(folder, 'objects.git');
      const ask = (args: string[], env = {}) => runGit(git, [`--git-dir=${store}`, ...args], env);
      await makeCacheFolder(folder, '2.1');
      await runGit(git, ['init', '--quiet', '--bare', store]);
      // A ref of our own remembers which commit the name led to, for the day the repository can't be reached.
      const remembered = `refs/runbook/${createHash('sha256').update(ref).digest('hex').slice(0, 16)}`;
      const fetched = await ask(['fetch', '--quiet', '--no-tags', '--depth=1', repository, `+${ref}:${remembered}`]);
      const commit = (await ask(['rev-parse', '--verify', '--quiet', `${remembered}^{commit}`])).stdout.trim();
      // A name may lead elsewhere by now, or nowhere; a hash is the same commit for ever.
      const stale = isRefMissing(fetched) && commit !== ref;
      if (fetched.code !== 0 && (!commit || stale)) throw noCheckout(repository, ref, fetched);
      const directory = join(folder, commit);
      await extract(ask, folder, directory, commit);
      return { directory, commit, ...(fetched.code !== 0 && { offline: wordsOf(fetched) }) };
    },
    stateOf: async (directory, parts) => {
      const git = await find().catch(() => undefined);
      return git === undefined ? undefined : readState(git, directory, parts);
    },
  };
}

type Ask = (args: string[], env?: Record<string, string>) => Promise<Finished>;

// Written beside and renamed, so that a folder named by its commit is always whole.
async function extract(ask: Ask, folder: string, directory: string, commit: string): Promise<void> {
  if (await exists(directory)) return;
  const half = await makePartialFolder(folder, '2.1');
  const done = await ask([`--work-tree=${half}`, 'checkout', '--quiet', '--force', commit, '--', '.'], {
    GIT_INDEX_FILE: `${half}.index`,
  });
  await rm(`${half}.index`, { force: true });
  if (done.code !== 0) {
    await rm(half, { recursive: true, force: true });
    throw failed(text('Take the stack’s files out of git', 'git에서 스택 파일 꺼내기'), done);
  }
  await rename(half, directory).catch(async (error) => {
    await rm(half, { recursive: true, force: true });
    if (!(await exists(directory))) throw error;
  });
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
