import { readFile, stat } from 'node:fs/promises';
import type { Sealed } from '../answers/secret.ts';
import { text } from '../text.ts';
import { HostError } from './failure.ts';
import type { SshHost } from './host.ts';

/** A private key that may be offered to a server. */
export interface Identity {
  file: string;
  key: string;
  passphrase?: Sealed;
}

/** What there is to log in with: keys from files first, so that a dead agent can't spoil them, then the agent. */
export interface Credentials {
  identities: Identity[];
  agent?: string;
  /** Files left out because they're encrypted and no passphrase is answered. */
  locked: string[];
}

/** Reads the identity files there are. @throws HostError when the answers' own file is missing or can't be opened */
export async function readCredentials(host: SshHost, passphrase: Sealed | undefined): Promise<Credentials> {
  const credentials: Credentials = { identities: [], locked: [] };
  for (const file of new Set(host.identityFiles)) {
    const key = await readIdentity(file, host.identityRequired);
    if (key === undefined) continue;
    if (!isEncrypted(key)) credentials.identities.push({ file, key });
    else if (passphrase) credentials.identities.push({ file, key, passphrase });
    else credentials.locked.push(file);
  }
  // Servers count every key that is offered: with IdentitiesOnly the agent's are only when no file can be.
  const agent = host.identitiesOnly && credentials.identities.length > 0 ? undefined : host.agent;
  return agent && (await isSocket(agent)) ? { ...credentials, agent } : credentials;
}

async function readIdentity(file: string, required: boolean): Promise<string | undefined> {
  try {
    const key = await readFile(file, 'latin1');
    return key.includes('PRIVATE KEY-----') ? key : undefined;
  } catch (error) {
    if (!required) return undefined;
    const code = (error as NodeJS.ErrnoException).code ?? '';
    throw new HostError(
      'configuration',
      text(`identity file ${file} can't be read: ${code}`, `개인 키 파일 ${file}을(를) 읽을 수 없습니다: ${code}`),
    );
  }
}

/** Whether a private key in PEM form, OpenSSH's or OpenSSL's, needs a passphrase. */
export function isEncrypted(pem: string): boolean {
  if (/BEGIN ENCRYPTED|4,ENCRYPTED/.test(pem)) return true;
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([^-]+)-----END/.exec(pem)?.[1];
  if (!body) return false;
  // openssh-key-v1, a zero, then the cipher's name as length and letters.
  const bytes = Buffer.from(body, 'base64');
  const start = 'openssh-key-v1'.length + 1;
  if (bytes.length < start + 4) return false;
  const length = bytes.readUInt32BE(start);
  return bytes.subarray(start + 4, start + 4 + length).toString('latin1') !== 'none';
}

async function isSocket(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isSocket(),
    () => false,
  );
}
