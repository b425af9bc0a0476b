import type { ParsedKey } from 'ssh2';
import { text } from '../text.ts';
import { HostError } from './failure.ts';

/** The same key; one of RSA signs by SHA-2 only, whatever ssh2 would do for a server that doesn't say what it takes. */
export function withoutSha1(key: ParsedKey): ParsedKey {
  if (key.type !== 'ssh-rsa') return key;
  // ssh2 takes an error in place of a signature, which its types don't say.
  const sign = (data: Buffer, hash?: string) => sha1Refusal(key, hash) ?? key.sign(data, hash);
  return Object.create(key, { sign: { value: sign } }) as ParsedKey;
}

/** Why a key isn't to sign by this hash; undefined where it may. Without a hash an RSA key signs by SHA-1. */
export function sha1Refusal({ type }: ParsedKey, hash: string | undefined): HostError | undefined {
  if (type !== 'ssh-rsa' || hash === 'sha256' || hash === 'sha512') return undefined;
  return new HostError(
    'authentication',
    text(
      'it takes the RSA key by a SHA-1 signature (ssh-rsa) only, which is not made here: use a key of type ed25519 or ecdsa, or copy the files and answer etcd.certificates.source: files',
      'RSA 키에 SHA-1 서명(ssh-rsa)만 받으며 이는 사용하지 않습니다. ed25519나 ecdsa 키를 쓰거나, 파일을 복사하고 etcd.certificates.source: files로 답하십시오',
    ),
  );
}
