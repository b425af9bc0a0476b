import { createHash } from 'node:crypto';

/** The SHA-256 fingerprint of an OpenSSH public key, as ssh-keygen prints it. */
export function fingerprint(publicKey: string): string {
  const blob = Buffer.from(publicKey.split(/\s+/)[1] ?? '', 'base64');
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}
