import { runGit } from './git-command.ts';

/** Where a work tree stands. */
export interface TreeState {
  /** Full hash of HEAD. */
  commit: string;
  /** Whether the named parts of the folder are as committed; what git ignores there isn't. */
  tree: 'clean' | 'changed';
}

/** The state of a folder in a work tree; undefined where it is in none. Nothing of the folder is written. */
export async function readState(
  git: string,
  directory: string,
  parts: readonly string[],
): Promise<TreeState | undefined> {
  // Nothing of the folder may be written, its index neither, and no program that its configuration names may run.
  const quiet = ['--no-optional-locks', '-c', 'core.fsmonitor=false', '-C', directory];
  const unset = { GIT_DIR: undefined, GIT_WORK_TREE: undefined, GIT_INDEX_FILE: undefined };
  const head = await runGit(git, [...quiet, 'rev-parse', '--verify', '--quiet', 'HEAD'], unset);
  if (head.code !== 0) return undefined;
  const status = ['status', '--porcelain', '--ignored', '--untracked-files=normal', '--', ...parts];
  const changes = await runGit(git, [...quiet, ...status], unset);
  if (changes.code !== 0) return undefined;
  return { commit: head.stdout.trim(), tree: changes.stdout === '' ? 'clean' : 'changed' };
}
