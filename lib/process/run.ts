import type { ChildProcess } from 'node:child_process';
import { $ } from 'zx';

/** What a finished command left behind. */
export interface Finished {
  stdout: string;
  stderr: string;
  /** Exit code; null when a signal ended it, or when its time was up. */
  code: number | null;
}

export interface RunOptions {
  cwd?: string;
  /** Added to this process's environment; undefined removes a variable. */
  env?: Record<string, string | undefined>;
  /** Goes to the command's stdin; the way for secrets, which must never be arguments. */
  input?: string | Buffer;
  /** Milliseconds; the command is ended after it, with all that it started in its process group. */
  timeout?: number;
  /** Ends it early in the same way. */
  signal?: AbortSignal | undefined;
}

/** This process's environment without what would change how zx itself behaves. */
export function cleanEnv(extra: Record<string, string | undefined> = {}): NodeJS.ProcessEnv {
  const env = { ...process.env, ...extra };
  return Object.fromEntries(
    Object.entries(env).filter(([name, value]) => !name.startsWith('ZX_') && value !== undefined),
  );
}

/** Milliseconds that a command has to end by itself once it was told to; after that it is ended. */
const GRACE_MS = 2_000;

/**
 * Runs a command to its end, without a shell's rules for its arguments and without printing anything.
 * A command that fails, or can't be started, is no exception here: the caller reads the code.
 */
export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const { cwd, env, input, timeout, signal } = options;
  const late = timeout ? AbortSignal.timeout(timeout) : undefined;
  const ended = AbortSignal.any([signal, late].filter((each) => each !== undefined));
  const running = $({
    quiet: true,
    nothrow: true,
    verbose: false,
    // A process group of its own: Ctrl-C in a terminal reaches us alone, and a write under way comes to its end.
    detached: true,
    env: cleanEnv(env),
    // Without input stdin is at its end from the start: a command that asks would wait for ever.
    ...(input ? { input } : { stdio: ['ignore', 'pipe', 'pipe'] as const }),
    ...(cwd && { cwd }),
    // Tells the whole group in one go.
    signal: ended,
  })`${command} ${args}`;
  using _ = insisting(running.child, ended);
  const done = await running;
  const stderr = late?.aborted
    ? `${done.stderr.replace(/(?<=[^\n])$/, '\n')}no end within ${(timeout ?? 0) / 1000} s`
    : done.stderr || (done.cause instanceof Error ? done.cause.message : '');
  // What is ended while its children are may still end with 0.
  return { stdout: done.stdout, stderr, code: ended.aborted ? null : done.exitCode };
}

/** Ends what doesn't end when it is told to, and waits no more for what left the group with our pipes in its hands. */
function insisting(child: ChildProcess | undefined, told: AbortSignal): Disposable {
  let timer: NodeJS.Timeout | undefined;
  const insist = () => {
    try {
      if (child?.pid) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // Nobody is left in the group.
    }
    child?.stdout?.destroy();
    child?.stderr?.destroy();
  };
  const wait = () => {
    timer = setTimeout(insist, GRACE_MS);
  };
  told.addEventListener('abort', wait, { once: true });
  return {
    [Symbol.dispose]: () => {
      told.removeEventListener('abort', wait);
      clearTimeout(timer);
    },
  };
}
