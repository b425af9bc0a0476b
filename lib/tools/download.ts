import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { chmod, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { EnvHttpProxyAgent, fetch } from 'undici';
import type { Release } from './table.ts';
import { whole } from './whole.ts';

/** A network that lets nothing out often drops packets in silence; a host that is there answers within this. */
const CONNECT = { timeout: 3_000 };
const SILENCE = { headersTimeout: 15_000, bodyTimeout: 30_000 };

/**
 * Downloads a release, verifies its checksum and puts the binary, or the folder, at `target`, whole or not at all.
 * @throws when the host doesn't answer, the checksum differs or the archive lacks the member
 */
export async function download(release: Release, target: string, signal?: AbortSignal): Promise<void> {
  const agent = new EnvHttpProxyAgent({ connect: CONNECT, ...SILENCE });
  try {
    await whole(target, async (folder) => {
      const file = await fetchVerified(release, join(folder, 'download'), agent, signal);
      const wanted = release.member ? await unpack(file, release.member, folder) : file;
      await chmod(wanted, 0o755);
      return wanted;
    });
  } finally {
    await agent.close();
  }
}

async function fetchVerified(
  { url, checksum }: Release,
  file: string,
  agent: EnvHttpProxyAgent,
  signal?: AbortSignal,
): Promise<string> {
  const sums = await (await get(checksum, agent, signal)).text();
  const expected = checksumIn(sums, basename(new URL(url).pathname));
  await save(await get(url, agent, signal), file);
  const actual = createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
  if (actual !== expected) throw new Error(`SHA-256 is ${actual}, but ${checksum} says ${expected}`);
  return file;
}

type Answer = Awaited<ReturnType<typeof fetch>>;

async function get(url: string, dispatcher: EnvHttpProxyAgent, signal?: AbortSignal): Promise<Answer> {
  const answer = await fetch(url, { dispatcher, ...(signal && { signal }) }).catch((error: Error) => {
    throw error.cause ?? error;
  });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return answer;
}

async function save({ body, url }: Answer, file: string): Promise<void> {
  if (!body) throw new Error(`${url} answered nothing`);
  await pipeline(Readable.fromWeb(body), createWriteStream(file));
}

async function unpack(archive: string, member: string, folder: string): Promise<string> {
  await promisify(execFile)('tar', ['-xzf', archive, '--no-same-owner', '-C', folder, '--', member]);
  return join(folder, member);
}

/**
 * The SHA-256 of a file in a checksum file: the only one there, or the one in the line that names it.
 * @throws when it holds none
 */
export function checksumIn(sums: string, file: string): string {
  const lines = sums
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+\*?/));
  const named =
    lines.find(([, name]) => name !== undefined && basename(name) === file) ?? lines.find(([, name]) => !name);
  const sum = named?.[0]?.toLowerCase();
  if (!sum || !/^[0-9a-f]{64}$/.test(sum)) throw new Error(`the checksum file holds no SHA-256 of ${file}`);
  return sum;
}
