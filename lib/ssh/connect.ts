import type { Duplex } from 'node:stream';
import type { Sealed } from '../answers/secret.ts';
import { type Attempt, tryConnect } from './attempt.ts';
import type { Connection } from './connection.ts';
import type { SshHost } from './host.ts';
import { type UnknownHost, unknownHostError, unknownHostOf } from './host-key.ts';
import { readCredentials } from './identity.ts';
import { type KnownKey, keyTypeOf, knownName, readKnownKeys } from './known-hosts.ts';
import type { SshTools } from './tool.ts';

/** What connecting needs besides the host itself. */
export interface ConnectOptions {
  tools: SshTools;
  /** Opens the key files that need it. */
  passphrase?: Sealed | undefined;
  /** Milliseconds for one machine: TCP, handshake and login together. */
  connectLimit: number;
  /** Asks a person about a key that nobody vouches for; left out: such a host is refused. */
  confirmHost?: ((host: UnknownHost) => Promise<boolean>) | undefined;
  /** Keys that were confirmed in this run, by their name in known_hosts; connecting adds to it. */
  confirmed: Map<string, KnownKey>;
}

/** A way to the next machine: undefined for a direct connection, else a channel of the one before. */
export type Dial = () => Promise<Duplex | undefined>;

/** Connects to one machine whose key is known, or confirmed by a person. Logs in at most once. @throws HostError */
export async function connectHost(
  host: SshHost,
  dial: Dial,
  options: ConnectOptions,
  before?: SshHost,
): Promise<Connection> {
  const known = await readKnownKeys(host, options.tools);
  const confirmed = options.confirmed.get(knownName(host));
  const credentials = await readCredentials(host, options.passphrase);
  const attempt: Omit<Attempt, 'known' | 'through'> = { host, credentials, limit: limitOf(host, options) };
  const first = await tryConnect({
    ...attempt,
    known: confirmed ? [...known, confirmed] : known,
    through: await dial(),
  });
  if ('ssh' in first) return first;
  const pinned = await confirm(host, first.unknown, options);
  if (!pinned) throw unknownHostError(host, first.unknown, known, before);
  const second = await tryConnect({ ...attempt, known: [...known, pinned], through: await dial() });
  if ('ssh' in second) return second;
  throw unknownHostError(host, second.unknown, known, before);
}

/** The question is put between two connections: ssh2 takes an answer about a key at once or not at all. */
async function confirm(host: SshHost, key: Buffer, options: ConnectOptions): Promise<KnownKey | undefined> {
  if (!(await options.confirmHost?.(unknownHostOf(host, key)))) return undefined;
  const pinned: KnownKey = { type: keyTypeOf(key), key, mark: 'none', where: 'confirmed in this run' };
  options.confirmed.set(knownName(host), pinned);
  return pinned;
}

function limitOf({ connectTimeout }: SshHost, { connectLimit }: ConnectOptions): number {
  return connectTimeout ? connectTimeout * 1000 : connectLimit;
}
