import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { RunbookError } from '../errors.ts';
import { run } from '../process/run.ts';
import { text } from '../text.ts';
import type { Entry } from './entry.ts';

const SUMS = 'SHA256SUMS';
/** 1980-01-01: the same files make the same archive, and no tar finds it implausible. */
const WHEN = '@315532800';
const TIMEOUT_MS = 600_000;

/**
 * Lays the entries out in `folder`/`name`, with SHA256SUMS over all of them, and packs them.
 * @returns the path of the archive, in the same folder
 */
export async function pack(tar: string, folder: string, name: string, entries: readonly Entry[]): Promise<string> {
  const root = join(folder, name);
  const sums: string[] = [];
  for (const entry of entries.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    const file = join(root, entry.path);
    await put(entry, file);
    sums.push(`${await sha256(file)}  ${entry.path}\n`);
  }
  await writeFile(join(root, SUMS), sums.join(''));
  const archive = join(folder, 'bundle.tgz');
  const same = ['--sort=name', `--mtime=${WHEN}`, '--owner=0', '--group=0', '--numeric-owner', '--mode=u=rwX,go=rX'];
  const done = await run(tar, ['--create', '--gzip', ...same, `--file=${archive}`, `--directory=${folder}`, name], {
    timeout: TIMEOUT_MS,
  });
  if (done.code !== 0) throw notPacked(done.stderr);
  return archive;
}

async function put({ from, executable }: Entry, file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  if ('file' in from) await copyFile(from.file, file);
  else await writeFile(file, from.content);
  await chmod(file, executable ? 0o755 : 0o644);
}

/** SHA-256 of a file, in hex. */
export async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

function notPacked(words: string): RunbookError {
  return new RunbookError({
    doing: text('Pack the bundle with tar', 'tar로 번들 묶기'),
    causes: [words.trim() || 'tar'],
    hint: text('GNU tar is needed; name it by TKS_TAR.', 'GNU tar가 필요합니다. TKS_TAR로 지정하십시오.'),
  });
}
