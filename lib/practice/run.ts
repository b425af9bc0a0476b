import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { RunbookError } from '../errors.ts';
import type { Text } from '../text.ts';

export interface RunOptions {
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** Milliseconds; then it is killed. */
  timeout?: number;
}

/**
 * Runs a command of the practice plane and returns its standard output.
 * @throws RunbookError with the last lines that the command wrote
 */
export async function run(
  doing: Text,
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(command, args, { maxBuffer: 32 << 20, ...options });
    return stdout;
  } catch (error) {
    throw new RunbookError({ doing, causes: wordsOf(error) }, { cause: error });
  }
}

function wordsOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [String(error)];
  const written = ['stderr', 'stdout'].map((name) => String(Reflect.get(error, name) ?? '').trim()).find(Boolean);
  return (written || error.message).split('\n').slice(-6);
}
