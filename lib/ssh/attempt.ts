import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Config, NodeSSH } from 'node-ssh';
import type { AnyAuthMethod, ServerHostKeyAlgorithm } from 'ssh2';
import { connectError, unsupportedTypes } from './connect-error.ts';
import { type Connection, cut } from './connection.ts';
import { within } from './deadline.ts';
import type { SshHost } from './host.ts';
import { changedHostError, revokedHostError } from './host-key.ts';
import type { Credentials } from './identity.ts';
import { hostKeyAlgorithms, judge, type KnownKey } from './known-hosts.ts';

/** All that one try to connect depends on. */
export interface Attempt {
  host: SshHost;
  known: readonly KnownKey[];
  credentials: Credentials;
  /** Milliseconds for TCP, handshake and login together. */
  limit: number;
  /** A channel of the machine before; undefined for a direct connection. */
  through: Duplex | undefined;
}

/** A connection, or the key of a server that isn't known. @throws HostError for everything else; nothing stays open */
export async function tryConnect(attempt: Attempt): Promise<Connection | { unknown: Buffer }> {
  const { host, known, limit } = attempt;
  const algorithms = hostKeyAlgorithms(known);
  if (algorithms.length === 0) throw unsupportedTypes(known);
  let shown: Buffer | undefined;
  const verify = (key: Buffer): boolean => {
    shown = key;
    return judge(key, known) === 'known';
  };
  const sock = attempt.through ?? connect({ host: host.hostname, port: host.port, noDelay: true });
  const ssh = new NodeSSH();
  const pending = ssh.connect(configOf(attempt, algorithms, verify, sock));
  ignoreErrors(ssh, sock);
  try {
    await within(limit + 500, pending, () => new Error('timed out'));
    return { ssh, sock };
  } catch (error) {
    await cut(sock);
    const verdict = shown && judge(shown, known);
    if (shown && verdict === 'unknown') return { unknown: shown };
    if (shown && verdict === 'revoked') throw revokedHostError(shown, known);
    if (shown && verdict === 'changed') throw changedHostError(shown, known);
    throw connectError(error, attempt);
  }
}

function configOf(
  attempt: Attempt,
  algorithms: string[],
  hostVerifier: (key: Buffer) => boolean,
  sock: Duplex,
): Config {
  const { host, credentials, limit } = attempt;
  const [first] = credentials.identities;
  return {
    username: host.user,
    hostVerifier,
    algorithms: { serverHostKey: algorithms as ServerHostKeyAlgorithm[] },
    readyTimeout: limit,
    keepaliveInterval: 5000,
    keepaliveCountMax: 3,
    authHandler: authMethods(host.user, credentials),
    // Said once more as privateKey: ssh2 tells what is wrong with that one, and passes over the others in silence.
    ...(first && { privateKey: first.key, ...(first.passphrase && { passphrase: first.passphrase.reveal() }) }),
    sock,
  };
}

/** Each key once, then the agent's; never a password, which could be the one for sudo. */
function authMethods(username: string, { identities, agent }: Credentials): AnyAuthMethod[] {
  const methods: AnyAuthMethod[] = identities.map(({ key, passphrase }) => ({
    type: 'publickey',
    username,
    key,
    ...(passphrase && { passphrase: passphrase.reveal() }),
  }));
  return agent ? [...methods, { type: 'agent', username, agent }] : methods;
}

/** An error on an idle connection would end the process: node-ssh stops listening once it's ready (FIELD-NOTES 5). */
function ignoreErrors(ssh: NodeSSH, sock: Duplex): void {
  ssh.connection?.on('error', () => {});
  sock.on('error', () => {});
}
