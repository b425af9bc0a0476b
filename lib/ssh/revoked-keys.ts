import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { causeOf } from '../errors.ts';
import { text } from '../text.ts';
import { firstLine, HostError } from './failure.ts';
import type { KnownKey } from './known-hosts.ts';
import { runTool, type SshTools, type ToolOutput } from './tool.ts';

/** How a KRL begins; anything else is a list of public keys, one a line. */
const KRL = Buffer.from('SSHKRL\n\0');

/** Whether RevokedHostKeys of ssh_config names a host's key. @throws HostError when it can't be read, as ssh refuses then */
export async function isRevoked(file: string | undefined, { type, key }: KnownKey, tools: SshTools): Promise<boolean> {
  if (file === undefined) return false;
  const base64 = key.toString('base64');
  const content = await readFile(file).catch((error: unknown) => {
    throw unreadable(file, causeOf(error));
  });
  if (!content.subarray(0, KRL.length).equals(KRL)) return content.toString('latin1').split(/\s+/).includes(base64);
  const { stdout, stderr } = await queryKrl(file, `${type} ${base64}\n`, tools);
  if (/: REVOKED$/m.test(stdout)) return true;
  if (/: ok$/m.test(stdout)) return false;
  throw unreadable(file, stderr);
}

/** ssh-keygen takes the public key from a file only. */
async function queryKrl(krl: string, line: string, tools: SshTools): Promise<ToolOutput> {
  const folder = await mkdtemp(join(tmpdir(), 'tks-'));
  try {
    const file = join(folder, 'key.pub');
    await writeFile(file, line);
    return await runTool(tools.sshKeygen, ['-Q', '-f', krl, file]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function unreadable(file: string, words: string): HostError {
  const cause = firstLine(words);
  return new HostError(
    'configuration',
    text(`RevokedHostKeys ${file} can't be read: ${cause}`, `RevokedHostKeys ${file}을(를) 읽을 수 없습니다: ${cause}`),
  );
}
