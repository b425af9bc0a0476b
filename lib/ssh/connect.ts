import { connect } from 'node:net';
import type { Sealed } from '../answers/secret.ts';
import type { Asked } from './asked.ts';
import { type Attempt, tryConnect } from './attempt.ts';
import { addressOf } from './connect-error.ts';
import type { Connection } from './connection.ts';
import type { SshHost } from './host.ts';
import { revokedHostError, unknownHostError, unknownHostOf } from './host-key.ts';
import { type Credentials, readCredentials } from './identity.ts';
import type { Passphrases } from './identity-file.ts';
import { type KnownKey, keyTypeOf, knownName, readKnownKeys } from './known-hosts.ts';
import { LoginError } from './login-error.ts';
import { runProxyCommand, type Way } from './proxy-command.ts';
import { isRevoked } from './revoked-keys.ts';
import type { SshTools } from './tool.ts';

/** What connecting needs besides the host itself. */
export interface ConnectOptions {
  tools: SshTools;
  /** Opens the key files that need it. */
  passphrase?: Sealed | undefined;
  /** For the machine at the end of the way only: a jump host never sees it. */
  password?: Sealed | undefined;
  /** Told when a machine took it. */
  passwordAccepted?: (() => void) | undefined;
  /** Milliseconds for one machine: TCP, handshake and login together. */
  connectLimit: number;
  /** Asks a person about unknown keys and passphrases; shared by all that is opened in one run. */
  asked: Asked;
  /** Cuts off whatever is under way: another machine has given what was wanted. */
  signal?: AbortSignal | undefined;
}

/** A way to the next machine: undefined for one of its own, else a channel of the machine before. */
type Dial = () => Promise<Way | undefined>;

/**
 * Connects to one machine whose key is known, or confirmed by a person. Logs in at most once, and once more with a
 * password that a person is asked for. @throws HostError
 */
export async function connectHost(
  host: SshHost,
  dial: Dial,
  options: ConnectOptions,
  before?: SshHost,
): Promise<Connection> {
  const known = await readKnownKeys(host, options.tools);
  const passphrases: Passphrases = { answered: options.passphrase, ask: options.asked.passphrase };
  const credentials = { ...(await readCredentials(host, passphrases)), password: options.password };
  const logIn = (given: Credentials) => logInWith(given, host, known, dial, options, before);
  try {
    return await logIn(credentials);
  } catch (error) {
    const more = await askedPassword(error, host, credentials, options);
    if (!more) throw error;
    return logIn(more);
  }
}

async function logInWith(
  credentials: Credentials,
  host: SshHost,
  known: readonly KnownKey[],
  dial: Dial,
  options: ConnectOptions,
  before?: SshHost,
): Promise<Connection> {
  const attempt: Omit<Attempt, 'known' | 'way'> = {
    host,
    credentials,
    limit: limitOf(host, options),
    passwordAccepted: options.passwordAccepted,
    signal: options.signal,
  };
  const open = async (keys: readonly KnownKey[]) =>
    tryConnect({ ...attempt, known: keys, way: (await dial()) ?? ownWay(host) });
  const confirmed = options.asked.confirmed(knownName(host));
  const first = await open(confirmed ? [...known, confirmed] : known);
  if ('ssh' in first) return first;
  const pinned = await confirm(host, first.unknown, options);
  if (!pinned) throw unknownHostError(host, first.unknown, known, before);
  const second = await open([...known, pinned]);
  if ('ssh' in second) return second;
  throw unknownHostError(host, second.unknown, known, before);
}

/** Keys that failed aren't offered again: each would count as one failure more. */
async function askedPassword(
  error: unknown,
  host: SshHost,
  credentials: Credentials,
  { asked }: ConnectOptions,
): Promise<Credentials | undefined> {
  if (!(error instanceof LoginError) || !error.wantsPassword || credentials.password) return undefined;
  const password = await asked.password?.(addressOf(host));
  const { halfway, offered } = error.login;
  const accepted = credentials.offers.filter(({ label }) => halfway && label === offered.at(-1));
  return password && { ...credentials, offers: accepted, password };
}

/** The question is put between two connections: ssh2 takes an answer about a key at once or not at all. */
async function confirm(host: SshHost, key: Buffer, options: ConnectOptions): Promise<KnownKey | undefined> {
  const shown: KnownKey = { type: keyTypeOf(key), key, mark: 'revoked', where: host.revokedKeysFile ?? '' };
  if (await isRevoked(host.revokedKeysFile, shown, options.tools)) throw revokedHostError(key, [shown]);
  if (host.strict === 'yes') return undefined;
  return options.asked.confirm(knownName(host), key, unknownHostOf(host, key));
}

function ownWay({ hostname, port, family, localAddress, proxyCommand }: SshHost): Way {
  if (proxyCommand) return runProxyCommand(proxyCommand);
  const from = localAddress ? { localAddress } : {};
  return { sock: connect({ host: hostname, port, noDelay: true, ...(family && { family }), ...from }) };
}

function limitOf({ connectTimeout }: SshHost, { connectLimit }: ConnectOptions): number {
  return connectTimeout ? connectTimeout * 1000 : connectLimit;
}
