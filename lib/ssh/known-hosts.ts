import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { text } from '../text.ts';
import { firstLine, HostError } from './failure.ts';
import type { SshHost } from './host.ts';
import { isRevoked } from './revoked-keys.ts';
import { runTool, type SshTools } from './tool.ts';

/** A line of known_hosts that speaks of a host. */
export interface KnownKey {
  /** Such as ssh-ed25519. */
  type: string;
  key: Buffer;
  mark: 'none' | 'revoked' | 'cert-authority';
  /** File and line, to show a person. */
  where: string;
}

/** The keys a host is known by: `ssh-keygen -F` finds hashed names, patterns and marks. @throws HostError */
export async function readKnownKeys(host: SshHost, tools: SshTools): Promise<KnownKey[]> {
  const found: KnownKey[] = [];
  for (const file of host.knownHostsFiles.filter((path) => existsSync(path))) {
    const { code, stdout, stderr } = await runTool(tools.sshKeygen, ['-F', knownName(host), '-f', file]);
    // 1 without a word means that no line matches; anything else must not look like a host that is merely unknown.
    if (code !== 0 && stderr.trim() !== '') {
      const cause = firstLine(stderr);
      throw new HostError(
        'configuration',
        text(`${file} can't be read: ${cause}`, `${file} 파일을 읽을 수 없습니다: ${cause}`),
      );
    }
    found.push(...parseKnownKeys(stdout, file));
  }
  return Promise.all(found.map((entry) => withRevocation(entry, host, tools)));
}

async function withRevocation(entry: KnownKey, { revokedKeysFile }: SshHost, tools: SshTools): Promise<KnownKey> {
  if (entry.mark !== 'none' || revokedKeysFile === undefined) return entry;
  const revoked = await isRevoked(revokedKeysFile, entry, tools);
  return revoked ? { ...entry, mark: 'revoked', where: revokedKeysFile } : entry;
}

/** The name a host stands under in known_hosts: `h`, or `[h]:p` when its port isn't 22. */
export function knownName({ hostname, port, hostKeyAlias }: SshHost): string {
  if (hostKeyAlias) return hostKeyAlias;
  return port === 22 ? hostname : `[${hostname}]:${port}`;
}

/** Reads what `ssh-keygen -F` prints: a comment with the line's number, then the line. */
function parseKnownKeys(output: string, file: string): KnownKey[] {
  const keys: KnownKey[] = [];
  let where = file;
  for (const line of output.split('\n')) {
    const number = /^# Host .* found: line (\d+)/.exec(line)?.[1];
    if (number) where = `${file}:${number}`;
    else keys.push(...parseKnownLine(line, where));
  }
  return keys;
}

function parseKnownLine(line: string, where: string): KnownKey[] {
  const fields = line.trim().split(/\s+/);
  const marked = fields[0]?.startsWith('@') ? fields.shift() : undefined;
  const [, type, base64] = fields;
  if (!type || !base64 || line.startsWith('#')) return [];
  const mark = marked === '@revoked' ? 'revoked' : marked === '@cert-authority' ? 'cert-authority' : 'none';
  return [{ type, key: Buffer.from(base64, 'base64'), mark, where }];
}

/** The fingerprint as OpenSSH shows it. */
export function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** The type that a public key says it has: its first field, a length and a name. */
export function keyTypeOf(key: Buffer): string {
  const length = key.length >= 4 ? key.readUInt32BE(0) : 0;
  return key.subarray(4, 4 + length).toString('latin1');
}

export type Verdict = 'known' | 'unknown' | 'changed' | 'revoked';

/** What known_hosts says of the key that a server shows. */
export function judge(shown: Buffer, known: readonly KnownKey[]): Verdict {
  const same = (entry: KnownKey) => entry.key.equals(shown);
  if (known.some((entry) => entry.mark === 'revoked' && same(entry))) return 'revoked';
  const plain = known.filter((entry) => entry.mark === 'none');
  if (plain.some(same)) return 'known';
  return plain.length > 0 ? 'changed' : 'unknown';
}

/** Algorithms for a key of a type, best first; SHA-1 signatures aren't taken. */
const ALGORITHMS: Record<string, readonly string[]> = {
  'ssh-ed25519': ['ssh-ed25519'],
  'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
  'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384'],
  'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521'],
  'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256'],
};

/**
 * What to ask a server for: its known types only, or a server that has a key of another type too would look changed.
 * All of them for a host that isn't known; none when only types are known that can't be verified here.
 */
export function hostKeyAlgorithms(known: readonly KnownKey[]): string[] {
  const types = new Set(known.filter((entry) => entry.mark === 'none').map((entry) => entry.type));
  const wanted = Object.keys(ALGORITHMS).filter((type) => types.size === 0 || types.has(type));
  return wanted.flatMap((type) => ALGORITHMS[type] ?? []);
}
