import { createPrivateKey } from 'node:crypto';
import ssh2, { type ParsedKey } from 'ssh2';
import { causeOf } from '../errors.ts';
import { readStrings } from './wire.ts';

/** A private key that signs, or why there is none: a passphrase is needed or wrong, or the kind isn't supported. */
export type OpenedKey = { key: ParsedKey } | { fault: 'locked' | 'wrong' | 'unsupported' };

/** Opens a private key in PEM form, OpenSSH's or OpenSSL's. */
export function openKey(pem: string, passphrase: string | undefined): OpenedKey {
  const locked = isEncrypted(pem);
  if (locked && passphrase === undefined) return { fault: 'locked' };
  const readable = /BEGIN (ENCRYPTED )?PRIVATE KEY/.test(pem) ? fromPkcs8(pem, passphrase) : pem;
  if (typeof readable !== 'string') return readable;
  const parsed = ssh2.utils.parseKey(readable, locked ? passphrase : undefined);
  const [key] = Array.isArray(parsed) ? parsed : [parsed];
  if (key instanceof Error) return { fault: locked && /passphrase/i.test(key.message) ? 'wrong' : 'unsupported' };
  return key?.isPrivateKey() ? { key } : { fault: 'unsupported' };
}

/** ssh2 doesn't read PKCS #8: the same key in the form that it does read. */
function fromPkcs8(pem: string, passphrase: string | undefined): string | { fault: 'wrong' | 'unsupported' } {
  try {
    const key = createPrivateKey({ key: pem, ...(passphrase !== undefined && { passphrase }) });
    const type = key.asymmetricKeyType === 'rsa' ? 'pkcs1' : 'sec1';
    return key.export({ type, format: 'pem' }).toString();
  } catch (error) {
    return { fault: /decrypt|passphrase|interrupted/i.test(causeOf(error)) ? 'wrong' : 'unsupported' };
  }
}

/** Whether a private key in PEM form, OpenSSH's or OpenSSL's, needs a passphrase. */
export function isEncrypted(pem: string): boolean {
  if (/BEGIN ENCRYPTED|4,ENCRYPTED/.test(pem)) return true;
  const cipher = header(pem)?.[0];
  return cipher !== undefined && cipher.toString('latin1') !== 'none';
}

/** The public half of a locked key, which OpenSSH's own form leaves readable. */
export function publicHalf(pem: string): Buffer | undefined {
  return header(pem)?.[3];
}

/** openssh-key-v1 and a zero; then cipher, kdf and its options as strings, the number of keys, the public key. */
function header(pem: string): Buffer[] | undefined {
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([^-]+)-----END/.exec(pem)?.[1];
  if (!body) return undefined;
  const bytes = Buffer.from(body, 'base64');
  const first = readStrings(bytes.subarray('openssh-key-v1'.length + 1), 3);
  if (!first) return undefined;
  const key = readStrings(first.rest.subarray(4), 1);
  return [...first.strings, ...(key?.strings ?? [])];
}
