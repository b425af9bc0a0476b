import { causeOf } from '../errors.ts';
import { join, type Text, text } from '../text.ts';
import type { Attempt, Progress } from './attempt.ts';
import { firstLine, HostError } from './failure.ts';
import { changedHostError } from './host-key.ts';
import type { KnownKey } from './known-hosts.ts';
import { loginError } from './login-error.ts';

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

/** Why a connection failed, in words that say what to do; `said` are a ProxyCommand's last words. */
export function connectError(error: unknown, attempt: Attempt, progress: Progress, said = ''): HostError {
  if (error instanceof HostError) return error;
  const { host, known, limit } = attempt;
  const { login, answered } = progress;
  const cause = firstLine(causeOf(error));
  const at = addressOf(host);
  if (/no matching host key/.test(cause) && known.length > 0) return changedHostError(undefined, known);
  // It was asked which methods it takes: the machine is the right one, and what failed is the login.
  const timeout = /timed out/i.test(cause);
  if (login.accepts.length > 0 && !timeout) return loginError(at, cause, attempt.credentials, login);
  if (timeout) {
    const stage = answered ? AFTER_GREETING : text('', '');
    const seconds = limit / 1000;
    return new HostError(
      'timeout',
      join(
        [text(`${at} gives no answer within ${seconds} s`, `${at} 서버가 ${seconds}초 안에 응답하지 않습니다`), stage],
        '',
      ),
    );
  }
  const reasons = [reasonOf(cause, progress), proxyWords(said)].filter((words) => words !== undefined);
  return new HostError(
    'unreachable',
    join([text(`${at} can't be reached:`, `${at}에 연결할 수 없습니다:`), join(reasons, '; ')]),
  );
}

/** A machine as ssh names it; brackets keep an IPv6 address and its port apart. */
export function addressOf({ user, hostname, port }: { user: string; hostname: string; port: number }): string {
  return `${user}@${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}`;
}

const AFTER_GREETING = text(' after it began to speak SSH', ' (SSH 인사 이후 멈춤)');

function proxyWords(said: string): Text | undefined {
  return said ? text(`its ProxyCommand says: ${said}`, `ProxyCommand 출력: ${said}`) : undefined;
}

/** sshd tells in plain words why it turns somebody away, and ssh2 passes over them. */
function reasonOf(cause: string, { answered, greeting }: Progress): Text {
  const words = firstLine(greeting);
  if (/MaxStartups/i.test(words)) return BUSY;
  if (/Not allowed at this time/i.test(words)) return PENALTY;
  if (!answered && words !== '') return text(`it says "${words}"`, `서버의 응답: "${words}"`);
  if (/before handshake|No response/i.test(cause) && !answered) return CLOSED;
  if (/no matching/i.test(cause)) return OLD(cause);
  return text(cause, cause);
}

const BUSY = text(
  'it has too many logins under way (MaxStartups of its sshd): try again in a minute',
  '진행 중인 로그인이 너무 많습니다(sshd의 MaxStartups). 잠시 후 다시 실행하십시오',
);
const PENALTY = text(
  'its sshd refuses this machine for a while because of earlier failed logins (PerSourcePenalties): wait some minutes',
  '앞선 로그인 실패로 sshd가 이 장비의 접속을 일시 차단했습니다(PerSourcePenalties). 몇 분 뒤 다시 실행하십시오',
);
const CLOSED = text(
  'it closes the connection before a word: too many logins under way (MaxStartups), a firewall, or no sshd',
  '인사 없이 연결을 닫습니다. 로그인 과다(MaxStartups), 방화벽, 또는 sshd가 아닌 서버일 수 있습니다',
);
const OLD = (cause: string) =>
  text(`${cause}: its sshd speaks other algorithms`, `${cause}: sshd와 공통된 알고리즘이 없습니다`);
