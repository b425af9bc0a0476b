import { type Config, NodeSSH } from 'node-ssh';
import type { Algorithms } from 'ssh2';
import { causeOf } from '../errors.ts';
import { text } from '../text.ts';
import { defaultAlgorithms, noKnownTypeAllowed, type SshAlgorithms } from './algorithms.ts';
import { connectError, unsupportedTypes } from './connect-error.ts';
import { type Connection, cut } from './connection.ts';
import { cutOff } from './cut-off.ts';
import { within } from './deadline.ts';
import { HostError } from './failure.ts';
import type { SshHost } from './host.ts';
import { changedHostError, revokedHostError } from './host-key.ts';
import type { Credentials } from './identity.ts';
import { hostKeyAlgorithms, judge, type KnownKey } from './known-hosts.ts';
import { createLogin, type Login } from './login.ts';
import type { Way } from './proxy-command.ts';

/** All that one try to connect depends on. */
export interface Attempt {
  host: SshHost;
  known: readonly KnownKey[];
  credentials: Credentials;
  /** Milliseconds for TCP, handshake and login together. */
  limit: number;
  way: Way;
  /** Told when the password was right. */
  passwordAccepted?: (() => void) | undefined;
  /** Cuts the connection off while it is being made. */
  signal?: AbortSignal | undefined;
}

/** How far a try came, for the words of its failure. */
export interface Progress {
  login: Login;
  /** The machine began to speak SSH. */
  answered: boolean;
  /** What it said before that, such as why it refuses. */
  greeting: string;
}

/** A connection, or the key of a server that isn't known. @throws HostError for everything else; nothing stays open */
export async function tryConnect(attempt: Attempt): Promise<Connection | { unknown: Buffer }> {
  const { host, known, limit, credentials, signal } = attempt;
  const { sock } = attempt.way;
  const lists = host.algorithms ?? defaultAlgorithms();
  const usable = hostKeyAlgorithms(known);
  const serverHostKey = usable.filter((name) => lists.serverHostKey.includes(name));
  const noneAllowed = () => noKnownTypeAllowed([...new Set(known.map(({ type }) => type))], lists.serverHostKey);
  let shown: Buffer | undefined;
  const verify = (key: Buffer): boolean => {
    shown = key;
    return judge(key, known) === 'known';
  };
  const stopped = Promise.withResolvers<never>();
  stopped.promise.catch(() => {});
  const abort = () => stopped.reject(cutOff());
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted) abort();
  const login = createLogin(host.user, credentials, stopped.reject);
  const progress: Progress = { login, answered: false, greeting: '' };
  try {
    if (usable.length === 0) throw unsupportedTypes(known);
    if (serverHostKey.length === 0) throw noneAllowed();
    const ssh = new NodeSSH();
    const pending = ssh.connect(configOf(attempt, { ...lists, serverHostKey }, verify, login));
    watch(ssh, attempt.way, progress, stopped.reject);
    await within(limit + 500, Promise.race([pending, stopped.promise]), () => new Error('timed out'));
    if (login.password !== 'unsent') attempt.passwordAccepted?.();
    return { ssh, sock };
  } catch (error) {
    await cut(sock);
    const verdict = shown && judge(shown, known);
    if (shown && verdict === 'unknown') return { unknown: shown };
    if (shown && verdict === 'revoked') throw revokedHostError(shown, known);
    if (shown && verdict === 'changed') throw changedHostError(shown, known);
    // A type that isn't allowed may be the one that the server has: its key needn't have changed.
    if (serverHostKey.length < usable.length && /no matching host key/.test(causeOf(error))) throw noneAllowed();
    throw connectError(error, attempt, progress, await attempt.way.said?.());
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

function configOf(
  { host, limit, way }: Attempt,
  { kex, cipher, hmac, serverHostKey }: SshAlgorithms,
  hostVerifier: (key: Buffer) => boolean,
  login: Login,
): Config {
  return {
    username: host.user,
    hostVerifier,
    algorithms: { kex, cipher, hmac, serverHostKey } as Algorithms,
    readyTimeout: limit,
    keepaliveInterval: 5000,
    keepaliveCountMax: 3,
    authHandler: login.handler,
    sock: way.sock,
  };
}

/** More than this before the version is no greeting. */
const MOST_GREETING = 2048;

/** Follows what ssh2 doesn't tell. To be called right after connect, which has paused the stream: nothing is missed. */
function watch(ssh: NodeSSH, { sock }: Way, progress: Progress, stop: (error: HostError) => void): void {
  const peek = (chunk: Buffer) => {
    progress.greeting += chunk.toString('latin1');
    progress.answered = /^SSH-/m.test(progress.greeting);
    if (progress.answered || progress.greeting.length > MOST_GREETING) sock.off('data', peek);
  };
  sock.on('data', peek);
  // An error on an idle connection would end the process: node-ssh stops listening once it's ready (FIELD-NOTES 5).
  ssh.connection?.on('error', () => {});
  ssh.connection?.on('change password', () => stop(expired()));
  sock.on('error', () => {});
}

function expired(): HostError {
  return new HostError(
    'authentication',
    text(
      'the password has expired: the server wants a new one before it lets anybody in',
      '비밀번호가 만료되었습니다. 서버가 새 비밀번호를 요구합니다',
    ),
  );
}
