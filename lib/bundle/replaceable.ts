import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { usageError } from '../errors.ts';
import { text } from '../text.ts';

/** @throws RunbookError (exit 2) when something other than an earlier bundle stands where the bundle is to be written */
export async function demandReplaceable(target: string): Promise<void> {
  const found = await stat(target).catch(() => undefined);
  if (!found || (found.isFile() && /^tks-runbook-[^/]+\//.test(await firstName(target)))) return;
  throw usageError(
    text(`Write ${target}`, `${target} 쓰기`),
    [text('it is there already, and is no bundle', '이미 있으며 번들이 아닙니다')],
    text('Choose another file with --out.', '--out으로 다른 파일을 지정하십시오.'),
  );
}

/** The name of the first file in an archive; empty for what is none. */
async function firstName(archive: string): Promise<string> {
  try {
    for await (const chunk of createReadStream(archive).pipe(createGunzip())) {
      return (chunk as Buffer).subarray(0, 100).toString().replace(/\0.*$/s, '');
    }
  } catch {
    // No archive.
  }
  return '';
}
