import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT, RunbookError } from '../errors.ts';
import { type Finished, run } from '../process/run.ts';
import { text } from '../text.ts';
import { withoutCredentials } from './repository.ts';

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

export interface TreeState {
  /** Full hash of HEAD. */
  commit: string;
  /** Whether the named parts of the folder are as committed; what git ignores there isn't. */
  tree: 'clean' | 'changed';
}

export interface Checkout {
  directory: string;
  /** Full hash. */
  commit: string;
  /** The repository didn't answer and the cache did; why, in git's words. */
  offline?: string;
}

const TIMEOUT_MS = 180_000;

/** git, found the first time that it is needed, with a cache folder; every command is bounded in time and never asks for anything on the terminal. */
export function createGit(find: () => Promise<string>, cache: string): Git {
  return {
    checkout: async (repository, ref) => {
      const git = await find();
      const folder = join(cache, 'git', createHash('sha256').update(repository).digest('hex').slice(0, 16));
      const store = join(folder, 'objects.git');
      const ask = (args: string[], env = {}) => runGit(git, [`--git-dir=${store}`, ...args], env);
      await mkdir(folder, { recursive: true });
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

async function readState(git: string, directory: string, parts: readonly string[]): Promise<TreeState | undefined> {
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

function runGit(git: string, args: string[], env: Record<string, string | undefined> = {}): Promise<Finished> {
  // No password prompt can be answered in the middle of a task list.
  const quiet = {
    GIT_TERMINAL_PROMPT: '0',
    GIT_SSH_COMMAND: process.env.GIT_SSH_COMMAND ?? 'ssh -oBatchMode=yes',
    LC_ALL: 'C',
  };
  return run(git, args, { timeout: TIMEOUT_MS, env: { ...quiet, ...env } });
}

type Ask = (args: string[], env?: Record<string, string>) => Promise<Finished>;

// Written beside and renamed, so that a folder named by its commit is always whole.
async function extract(ask: Ask, folder: string, directory: string, commit: string): Promise<void> {
  if (await exists(directory)) return;
  const half = await mkdtemp(join(folder, 'partial-'));
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

function isRefMissing({ stderr }: Finished): boolean {
  return /couldn't find remote ref|not our ref/i.test(stderr);
}

function noCheckout(url: string, ref: string, { stderr, code }: Finished): RunbookError {
  const repository = withoutCredentials(url);
  const fetched = { code, stdout: '', stderr };
  const doing = text(`Fetch ${ref} of ${repository}`, `${repository}의 ${ref} 가져오기`);
  const hint = isRefMissing(fetched)
    ? text(
        'Set stack.ref to a branch or a tag that the repository has.',
        'stack.ref에 저장소에 있는 브랜치나 태그를 지정하십시오.',
      )
    : text(
        'Set stack.repository to a mirror that this machine reaches, or stack.source: directory with a copy of the files.',
        'stack.repository에 이 장비에서 접근 가능한 미러를 지정하거나, 파일 사본과 함께 stack.source: directory를 사용하십시오.',
      );
  return failed(doing, fetched, hint);
}

function failed(doing: ReturnType<typeof text>, finished: Finished, hint?: ReturnType<typeof text>): RunbookError {
  const causes = [wordsOf(finished)];
  return new RunbookError({ exit: EXIT.preflight, section: '2.1', doing, causes, ...(hint && { hint }) });
}

function wordsOf({ stderr, code }: Finished): string {
  return scrubbed(stderr.trim()) || `git ended with ${code ?? 'a signal'}`;
}

/** git's words without the user and token of any URL in them; it may have put another in the place of ours (insteadOf). */
function scrubbed(words: string): string {
  return words.replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/'"]*@/gi, '$1');
}
