import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import type { Sealed } from '../answers/secret.ts';
import { HostError } from '../ssh/failure.ts';
import { type Text, text } from '../text.ts';
import { getFrom, openTo } from './ask-member.ts';
import type { CertificatePair } from './check.ts';
import { wordsOf } from './host-errors.ts';
import { inspectCertificate } from './inspect.ts';
import { isHealthy, isLeader, versionIn } from './member-metrics.ts';
import { UntrustedError } from './untrusted.ts';

/** Opens a TCP connection that starts on a master, or here. */
export type Forward = (address: string, port: number) => Promise<Duplex>;

/** Where a member listens for clients. */
export interface MemberAddress {
  address: string;
  port: number;
  /** It is of the separate cluster for Kubernetes' events. */
  events?: true;
}

/** What a member says to a client with the pair. */
export interface MemberProbe extends MemberAddress {
  /**
   * Untrusted: what it shows can't be verified, so nothing was said to it. Skipped: there is no way to ask it, which
   * says nothing about it.
   */
  outcome: 'accepted' | 'refused' | 'untrusted' | 'unreachable' | 'skipped';
  /** The member's own certificate, there once it is verified against the CA and its address. */
  certificate?: { commonName: string; notAfter: Date };
  /** Such as 3.6.16, from its metrics. */
  version?: string;
  healthy?: boolean;
  leader?: boolean;
  /** Why it didn't answer with its metrics. */
  cause?: Text;
}

export interface ClientPair extends CertificatePair {
  key: Sealed;
}

/** Asks one etcd member for /metrics and /health (FIELD-NOTES 4). Never throws for what it meets. */
export async function probeMember(forward: Forward, member: MemberAddress, pair: ClientPair): Promise<MemberProbe> {
  const seen: Pick<MemberProbe, 'certificate'> = {};
  const ask = (path: string, channel: Duplex) =>
    getFrom(channel, member, pair, path, (tls) => {
      seen.certificate = certificateOf(tls);
    });
  const ended = (outcome: MemberProbe['outcome'], cause: Text): MemberProbe => ({ ...member, outcome, ...seen, cause });
  let channel: Duplex;
  try {
    channel = await openTo(forward, member);
  } catch (error) {
    const forbidden = error instanceof HostError && error.kind === 'refused';
    return ended(forbidden ? 'skipped' : 'unreachable', wordsOf(error));
  }
  try {
    const { status, body } = await ask('/metrics', channel);
    if (status !== 200) return ended('refused', answered(status));
    const health = await openTo(forward, member)
      .then((second) => ask('/health', second))
      .catch(() => undefined);
    const version = versionIn(body);
    const leader = isLeader(body);
    const told = { ...(version && { version }), ...(leader !== undefined && { leader }) };
    return { ...member, outcome: 'accepted', ...seen, healthy: isHealthy(health?.body), ...told };
  } catch (error) {
    if (error instanceof UntrustedError) return ended('untrusted', error.words);
    const silent = error instanceof HostError && error.kind === 'timeout';
    return ended(silent ? 'unreachable' : 'refused', wordsOf(error));
  }
}

function certificateOf(tls: TLSSocket): MemberProbe['certificate'] & {} {
  const certificate = tls.getPeerX509Certificate();
  if (!certificate) throw new Error('a verified server without a certificate');
  const { commonName, notAfter } = inspectCertificate(certificate);
  return { commonName, notAfter };
}

/** k3s and rke2 speak gRPC only there (FIELD-NOTES 4). */
function answered(status: number): Text {
  if (status !== 415) return text(`/metrics answered ${status}`, `/metrics 응답 코드 ${status}`);
  return text(
    'it speaks gRPC only (415), as on k3s and rke2: set etcd-expose-metrics: true there, and etcd.certificates.source: none',
    'gRPC만 지원합니다(415, k3s와 rke2의 동작). 해당 노드에 etcd-expose-metrics: true를 설정하고 etcd.certificates.source: none으로 지정하십시오',
  );
}
