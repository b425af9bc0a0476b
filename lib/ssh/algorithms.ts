import { getCiphers } from 'node:crypto';
import { text } from '../text.ts';
import { HostError } from './failure.ts';
import { hostKeyAlgorithms } from './known-hosts.ts';
import type { SshConfig } from './ssh-config.ts';

/** What may be agreed on with a machine, in our order of preference. */
export interface SshAlgorithms {
  kex: readonly string[];
  cipher: readonly string[];
  hmac: readonly string[];
  serverHostKey: readonly string[];
}

/** What ssh2 can do, without anything that rests on SHA-1, DSA or CBC. Those that Node has itself come first. */
const OURS: SshAlgorithms = {
  kex: [
    'curve25519-sha256',
    'curve25519-sha256@libssh.org',
    'ecdh-sha2-nistp256',
    'ecdh-sha2-nistp384',
    'ecdh-sha2-nistp521',
    'diffie-hellman-group-exchange-sha256',
    'diffie-hellman-group14-sha256',
    'diffie-hellman-group15-sha512',
    'diffie-hellman-group16-sha512',
    'diffie-hellman-group17-sha512',
    'diffie-hellman-group18-sha512',
  ],
  cipher: [
    'aes128-gcm@openssh.com',
    'aes256-gcm@openssh.com',
    'aes128-ctr',
    'aes192-ctr',
    'aes256-ctr',
    'chacha20-poly1305@openssh.com',
  ],
  hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com', 'hmac-sha2-256', 'hmac-sha2-512'],
  serverHostKey: hostKeyAlgorithms([]),
};

/** As ssh_config calls them. */
const SETTINGS = {
  kex: 'KexAlgorithms',
  cipher: 'Ciphers',
  hmac: 'MACs',
  serverHostKey: 'HostKeyAlgorithms',
} as const;

/** Ours. */
export function defaultAlgorithms(): SshAlgorithms {
  // A Node in FIPS mode has no ChaCha20, and ssh2 refuses a list with what it can't do.
  const cipher = OURS.cipher.filter((name) => !name.startsWith('chacha20') || getCiphers().includes('chacha20'));
  return { ...OURS, cipher };
}

/** Ours, as far as ssh_config allows them. @throws HostError that names the setting where that leaves none */
export function algorithmsOf(config: SshConfig): SshAlgorithms {
  const ours = defaultAlgorithms();
  const allowed = (kind: keyof SshAlgorithms): readonly string[] => {
    const setting = config.first(SETTINGS[kind].toLowerCase());
    if (setting === undefined) return ours[kind];
    const names = setting.split(',');
    const both = ours[kind].filter((name) => names.includes(name));
    if (both.length === 0) throw noneLeft(SETTINGS[kind], setting, ours[kind]);
    return both;
  };
  return {
    kex: allowed('kex'),
    cipher: allowed('cipher'),
    hmac: allowed('hmac'),
    serverHostKey: allowed('serverHostKey'),
  };
}

function noneLeft(setting: string, value: string, ours: readonly string[]): HostError {
  return new HostError(
    'configuration',
    text(
      `${setting} of its ssh_config allows only ${value}, none of which is supported here: allow one of ${ours.join(', ')}`,
      `ssh_config의 ${setting}이(가) 허용하는 ${value} 중 지원하는 것이 없습니다. 다음 중 하나를 허용하십시오: ${ours.join(', ')}`,
    ),
  );
}

/** HostKeyAlgorithms leaves no way to verify the keys that known_hosts has. */
export function noKnownTypeAllowed(types: readonly string[], allowed: readonly string[]): HostError {
  return new HostError(
    'configuration',
    text(
      `HostKeyAlgorithms of its ssh_config (${allowed.join(', ')}) fits no usable key here: known_hosts has ${types.join(', ')}`,
      `ssh_config의 HostKeyAlgorithms(${allowed.join(', ')})에 맞는 호스트 키가 없습니다. known_hosts에 있는 종류: ${types.join(', ')}`,
    ),
  );
}
