import { mkdir } from 'node:fs/promises';
import { causeOf, EXIT, RunbookError } from '../errors.ts';
import { text } from '../text.ts';

/** Makes a folder of the cache, for what a section fetches. @throws RunbookError (exit 3) where it can't be written */
export async function makeCacheFolder(folder: string, section: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw new RunbookError({
      exit: EXIT.preflight,
      section,
      doing: text(`Make the cache folder ${folder}`, `캐시 폴더 ${folder} 만들기`),
      causes: [causeOf(error)],
      hint: text(
        'Nothing was changed. Set XDG_CACHE_HOME to a folder that you may write to.',
        '변경된 것은 없습니다. XDG_CACHE_HOME에 쓰기 권한이 있는 폴더를 지정하십시오.',
      ),
    });
  });
}
