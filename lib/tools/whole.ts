import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Puts a file or folder at `target`, whole or not at all: it is made in a folder beside and moved. What killed runs left
 * there is removed first.
 * @param make makes it somewhere in the folder that it is given, and returns the path
 */
export async function whole(target: string, make: (folder: string) => Promise<string>): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  await removeLeftovers(target);
  const folder = await mkdtemp(`${target}.partial-${process.pid}-`);
  try {
    const made = await make(folder);
    await rename(made, target).catch((error: NodeJS.ErrnoException) => {
      // A folder that another run has put there meanwhile is as good as ours.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function removeLeftovers(target: string): Promise<void> {
  const start = `${basename(target)}.partial-`;
  for (const name of await readdir(dirname(target))) {
    const [pid] = name.startsWith(start) ? (/^\d+/.exec(name.slice(start.length)) ?? []) : [];
    // What it started may still be writing there for a moment; then the next run removes it.
    const removal = { recursive: true, force: true, maxRetries: 3 };
    if (pid && !isAlive(Number(pid))) await rm(join(dirname(target), name), removal).catch(() => {});
  }
}

/** One that was killed may stay in the list of processes until its parent asks for it. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
