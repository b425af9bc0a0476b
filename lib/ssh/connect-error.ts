import { causeOf } from '../errors.ts';
import { text } from '../text.ts';
import type { Attempt } from './attempt.ts';
import { firstLine, HostError } from './failure.ts';
import { changedHostError } from './host-key.ts';
import type { Credentials } from './identity.ts';
import type { KnownKey } from './known-hosts.ts';

/** known_hosts names the host, but by no key that ssh2 can verify. */
export function unsupportedTypes(known: readonly KnownKey[]): HostError {
  const types = [...new Set(known.map((entry) => entry.type))].join(', ');
  return new HostError(
    'configuration',
    text(
      `known_hosts has only keys of types that are not supported here: ${types}`,
      `known_hosts에 지원하지 않는 종류의 키만 있습니다: ${types}`,
    ),
  );
}

/** Why a connection failed, in words that say what to do. */
export function connectError(error: unknown, { host, known, credentials, limit }: Attempt): HostError {
  if (error instanceof HostError) return error;
  const cause = firstLine(causeOf(error));
  const at = `${host.user}@${host.hostname}:${host.port}`;
  if (/no matching host key/.test(cause) && known.length > 0) return changedHostError(undefined, known);
  if (/authentication methods failed|privateKey|agent/i.test(cause)) return loginError(at, cause, credentials);
  if (/timed out/i.test(cause)) {
    const seconds = limit / 1000;
    return new HostError(
      'timeout',
      text(`${at} gives no answer within ${seconds} s`, `${at} 서버가 ${seconds}초 안에 응답하지 않습니다`),
    );
  }
  return new HostError('unreachable', text(`${at} can't be reached: ${cause}`, `${at}에 연결할 수 없습니다: ${cause}`));
}

function loginError(at: string, cause: string, { identities, agent, locked }: Credentials): HostError {
  const offered = [...identities.map(({ file }) => file), ...(agent ? ['ssh-agent'] : [])].join(', ') || '-';
  const left = locked.join(', ');
  const note = left && {
    en: `; needs a passphrase (etcd.certificates.ssh.passphrase or ssh-agent): ${left}`,
    ko: `; 암호가 필요한 키(etcd.certificates.ssh.passphrase 또는 ssh-agent): ${left}`,
  };
  return new HostError(
    'authentication',
    text(
      `${at} refuses the login: ${cause}; offered: ${offered}${note ? note.en : ''}`,
      `${at} 로그인이 거부되었습니다: ${cause}; 제시한 키: ${offered}${note ? note.ko : ''}`,
    ),
  );
}
