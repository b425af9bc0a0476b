import { request } from 'node:https';
import type { Duplex } from 'node:stream';
import { connect } from 'node:tls';
import type { Sealed } from '../answers/secret.ts';
import { causeOf } from '../errors.ts';
import { within } from '../ssh/deadline.ts';
import { firstLine, HostError } from '../ssh/failure.ts';
import { type Text, text } from '../text.ts';
import type { CertificatePair } from './check.ts';

/** Opens a TCP connection that starts on a master. */
export type Forward = (address: string, port: number) => Promise<Duplex>;

/** What a member says to a client with the pair. */
export interface MemberProbe {
  address: string;
  /** It answered /metrics over TLS: the certificate is accepted and so is the member's own. */
  reachable: boolean;
  /** Such as 3.6.16, from its metrics. */
  version?: string;
  healthy?: boolean;
  /** Why it isn't reachable. */
  cause?: Text;
}

export interface ClientPair extends CertificatePair {
  key: Sealed;
}

export interface MemberAddress {
  address: string;
  port: number;
}

/** Milliseconds for one request, its connection included. */
const REQUEST_LIMIT = 10_000;
/** etcd's metrics are a few hundred kilobytes. */
const MOST_BODY = 8 * 1024 * 1024;

/** Asks one etcd member for /metrics and /health through a master (FIELD-NOTES 4). Never throws for what it meets. */
export async function probeMember(forward: Forward, member: MemberAddress, pair: ClientPair): Promise<MemberProbe> {
  const { address } = member;
  try {
    const metrics = await get(forward, member, pair, '/metrics');
    if (metrics.status !== 200) return { address, reachable: false, cause: answered('/metrics', metrics.status) };
    const health = await get(forward, member, pair, '/health').catch(() => undefined);
    const version = versionIn(metrics.body);
    return { address, reachable: true, healthy: isHealthy(health?.body), ...(version && { version }) };
  } catch (error) {
    const cause = error instanceof HostError ? error.words : asText(firstLine(causeOf(error)));
    return { address, reachable: false, cause };
  }
}

/** etcd's version as its metrics tell it. */
export function versionIn(metrics: string): string | undefined {
  return /^etcd_server_version\{[^}]*server_version="([^"]+)"[^}]*\} 1$/m.exec(metrics)?.[1];
}

/** Whether the body of /health says that the member is healthy. */
export function isHealthy(body: string | undefined): boolean {
  return body !== undefined && /"health"\s*:\s*"?true"?/.test(body);
}

interface Answer {
  status: number;
  body: string;
}

async function get(forward: Forward, member: MemberAddress, pair: ClientPair, path: string): Promise<Answer> {
  const channel = await forward(member.address, member.port);
  const abort = new AbortController();
  try {
    const answer = askOver(channel, member, pair, path, abort.signal);
    return await within(REQUEST_LIMIT, answer, () => new HostError('timeout', noAnswer(path)));
  } finally {
    abort.abort();
    channel.destroy();
  }
}

function askOver(channel: Duplex, member: MemberAddress, pair: ClientPair, path: string, signal: AbortSignal) {
  const { address, port } = member;
  return new Promise<Answer>((resolve, reject) => {
    const tls = connect({
      socket: channel,
      host: address,
      cert: pair.certificate,
      key: pair.key.reveal(),
      ca: pair.ca,
    });
    channel.on('error', reject);
    channel.once('close', () => reject(new Error('the connection was closed')));
    tls.on('error', reject);
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

function answered(path: string, status: number): Text {
  return text(`${path} answered ${status}`, `${path} 응답 코드 ${status}`);
}

function noAnswer(path: string): Text {
  const seconds = REQUEST_LIMIT / 1000;
  return text(`no answer from ${path} within ${seconds} s`, `${path}가 ${seconds}초 안에 응답하지 않습니다`);
}

function asText(words: string): Text {
  return { en: words, ko: words };
}
