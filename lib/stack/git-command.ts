import { type Finished, run } from '../process/run.ts';
import { withoutUserinfo } from '../process/userinfo.ts';

const TIMEOUT_MS = 180_000;

/** One command of git, bounded in time; it never asks for anything on the terminal. */
export function runGit(git: string, args: string[], env: Record<string, string | undefined> = {}): Promise<Finished> {
  // No password prompt can be answered in the middle of a task list.
  const quiet = {
    GIT_TERMINAL_PROMPT: '0',
    GIT_SSH_COMMAND: process.env.GIT_SSH_COMMAND ?? 'ssh -oBatchMode=yes',
    LC_ALL: 'C',
  };
  return run(git, args, { timeout: TIMEOUT_MS, env: { ...quiet, ...env } });
}

/** What git said when it failed; without the user and token of any URL. */
export function wordsOf({ stderr, code }: Finished): string {
  // git may have put another URL in the place of ours (insteadOf).
  return withoutUserinfo(stderr.trim()) || `git ended with ${code ?? 'a signal'}`;
}
