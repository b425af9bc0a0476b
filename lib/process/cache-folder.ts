import { mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { causeOf, EXIT, RunbookError } from '../errors.ts';
import { text } from '../text.ts';

/** Makes a folder of the cache, for what a section fetches. @throws RunbookError (exit 3) where it can't be written */
export async function makeCacheFolder(folder: string, section: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw notWritable(folder, section, error);
  });
}

/**
 * Makes a folder in one of the cache, for what isn't whole yet; gives its path. That a folder of the cache is there
 * doesn't say that it may be written: it may be root's, from an earlier run.
 * @throws RunbookError (exit 3) where it can't be written
 */
export async function makePartialFolder(folder: string, section: string): Promise<string> {
  return mkdtemp(join(folder, 'partial-')).catch((error: unknown) => {
    throw notWritable(folder, section, error);
  });
}

function notWritable(folder: string, section: string, error: unknown): RunbookError {
  return new RunbookError({
    exit: EXIT.preflight,
    section,
    doing: text(`Write to the cache folder ${folder}`, `캐시 폴더 ${folder}에 쓰기`),
    causes: [causeOf(error)],
    hint: text(
      'Nothing was changed. Set XDG_CACHE_HOME to a folder that you may write to.',
      '변경된 것은 없습니다. XDG_CACHE_HOME에 쓰기 권한이 있는 폴더를 지정하십시오.',
    ),
  });
}
