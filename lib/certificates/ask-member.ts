import { request } from 'node:https';
import type { Duplex } from 'node:stream';
import { connect, type TLSSocket } from 'node:tls';
import { causeOf } from '../errors.ts';
import { hostPort } from '../host-port.ts';
import { within } from '../ssh/deadline.ts';
import { HostError } from '../ssh/failure.ts';
import { type Text, text } from '../text.ts';
import type { ClientPair, Forward, MemberAddress } from './probe.ts';
import { UntrustedError } from './untrusted.ts';

/** Milliseconds for opening a connection, and for one answer over it. */
const LIMIT = 10_000;
/** etcd's metrics are a few hundred kilobytes. */
const MOST_BODY = 8 * 1024 * 1024;

/** What a member answered. */
export interface Answer {
  status: number;
  body: string;
}

/** Opens a connection to a member. @throws HostError of kind timeout, or what the way there throws */
export async function openTo(forward: Forward, { address, port }: MemberAddress): Promise<Duplex> {
  const opening = forward(address, port);
  return within(LIMIT, opening, () => new HostError('timeout', noAnswer(hostPort(address, port)))).catch((error) => {
    opening.then((channel) => channel.destroy()).catch(() => {});
    throw error;
  });
}

/** One request over a connection, which is closed after it. @throws HostError of kind timeout, or TLS's own error */
export async function getFrom(
  channel: Duplex,
  member: MemberAddress,
  pair: ClientPair,
  path: string,
  verified: (tls: TLSSocket) => void,
): Promise<Answer> {
  const abort = new AbortController();
  try {
    const answer = askOver(channel, member, pair, path, abort.signal, verified);
    return await within(LIMIT, answer, () => new HostError('timeout', noAnswer(path)));
  } finally {
    abort.abort();
    channel.destroy();
  }
}

function askOver(
  channel: Duplex,
  { address, port }: MemberAddress,
  pair: ClientPair,
  path: string,
  signal: AbortSignal,
  verified: (tls: TLSSocket) => void,
) {
  return new Promise<Answer>((resolve, reject) => {
    const tls = connect({
      socket: channel,
      host: address,
      cert: pair.certificate,
      key: pair.key.reveal(),
      ca: pair.ca,
      // As Go's TLS, and so etcd's and Prometheus': an authority between counts by itself, without its root.
      allowPartialTrustChain: true,
      // Said here, as an environment variable (NODE_TLS_REJECT_UNAUTHORIZED) would switch it off otherwise.
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
    });
    channel.on('error', reject);
    channel.once('close', () => reject(new Error('the connection was closed')));
    tls.on('error', (error) => reject(tls.authorizationError ? new UntrustedError(error) : error));
    tls.once('secureConnect', () => {
      try {
        if (!tls.authorized) throw new UntrustedError(tls.authorizationError);
        verified(tls);
      } catch (error) {
        tls.destroy(error instanceof Error ? error : new Error(causeOf(error)));
      }
    });
    // Without `agent`: given one, even false, node:https makes a connection of its own instead of this one.
    const call = request({ host: address, port, path, signal, createConnection: () => tls }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
        if (body.length > MOST_BODY) response.destroy(new Error(`more than 8 MiB from ${path}`));
      });
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    call.on('error', reject);
    call.end();
  });
}

function noAnswer(what: string): Text {
  const seconds = LIMIT / 1000;
  return text(`no answer from ${what} within ${seconds} s`, `${what}: ${seconds}초 안에 응답 없음`);
}
