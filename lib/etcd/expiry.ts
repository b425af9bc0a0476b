import type { X509Certificate } from 'node:crypto';
import { chainOf } from '../certificates/check.ts';
import {
  type CertificateFacts,
  daysLeft,
  inspectCertificate,
  parseCertificates,
  SOON,
} from '../certificates/inspect.ts';
import type { EtcdHostFact } from '../facts.ts';
import { join, type Text, text } from '../text.ts';

/** When a pair ends: the client certificate or what it hangs on, whichever is first. */
interface Expiry {
  /** Whole days; negative once it has ended. */
  days: number;
  /** Until when. */
  until: Text;
  /** The same, and what to do about it where that is soon. */
  words: Text;
}

const RENEW: Text = text(
  'Prometheus loses etcd then: renew it on the masters first (where it is read from files, copy it again), then run --only etcd-certs.',
  '만료되면 Prometheus가 etcd 메트릭을 수집할 수 없습니다. 마스터 노드에서 먼저 갱신한 뒤(파일에서 읽는 경우 다시 복사한 뒤) --only etcd-certs를 실행하십시오.',
);

/** How long etcd's client certificate can be used; undefined when it can't be read. */
export function expiryOf({ certificate, ca }: Pick<EtcdHostFact, 'certificate' | 'ca'>, now: Date): Expiry | undefined {
  const [leaf] = parseCertificates(certificate);
  const all = [...(leaf ? [leaf] : []), ...authoritiesOf({ certificate, ca })].map(inspectCertificate);
  const first = all.reduce<CertificateFacts | undefined>((least, one) => {
    return least && least.notAfter <= one.notAfter ? least : one;
  }, undefined);
  if (!first) return undefined;
  const days = daysLeft(first, now);
  const until = untilOf(first, days);
  return { days, until, words: isSoon({ days }) ? join([until, RENEW]) : until };
}

/**
 * The authorities that the certificate hangs on; another one in a bundle may well end. Where none vouches for it the file
 * is of etcd's servers only, and each counts as it was last renewed.
 */
function authoritiesOf(pair: Pick<EtcdHostFact, 'certificate' | 'ca'>): X509Certificate[] {
  const chain = chainOf(pair);
  if (chain.length > 0) return chain;
  const all = parseCertificates(pair.ca).toSorted((a, b) => a.validToDate.getTime() - b.validToDate.getTime());
  return [...new Map(all.map((one) => [one.subject, one])).values()];
}

/** Whether somebody has to see to it now. */
export function isSoon({ days }: Pick<Expiry, 'days'>): boolean {
  return days < SOON;
}

function untilOf({ commonName, authority, notAfter }: CertificateFacts, days: number): Text {
  const date = notAfter.toISOString().slice(0, 10);
  const what = authority
    ? text(`The CA of etcd, ${commonName},`, `etcd CA(${commonName})는`)
    : text(`The etcd client certificate ${commonName}`, `etcd 클라이언트 인증서(${commonName})는`);
  if (days < 0) return text(`${what.en} ended on ${date}.`, `${what.ko} ${date}에 만료되었습니다.`);
  return text(`${what.en} is valid until ${date}, ${days} days.`, `${what.ko} ${date}까지 유효합니다(${days}일 남음).`);
}
