import type { X509Certificate } from 'node:crypto';
import { type Text, text } from '../text.ts';

/** Extended key usages (RFC 5280, 4.2.1.12) with one of which a certificate is good for a server. */
const FOR_SERVERS = ['1.3.6.1.5.5.7.3.1', '2.5.29.37.0'];

/**
 * What a client would hold against a file's certificates: a first one that is no server's, a following one that
 * didn't sign the one before it, or one that isn't valid at this time. Undefined when there is nothing.
 */
export function chainProblem(path: string, chain: readonly X509Certificate[], now: Date): Text | undefined {
  const [leaf] = chain;
  const found = (leaf && leafProblem(path, leaf)) ?? brokenLink(path, chain);
  return found ?? chain.map((certificate) => dateProblem(path, certificate, now)).find((problem) => problem);
}

function leafProblem(path: string, leaf: X509Certificate): Text | undefined {
  // A certificate that signed itself is a CA by openssl's default, and serves all the same.
  if (leaf.ca && !signed(leaf, leaf))
    return text(
      `the first certificate in ${path} is a CA's (${nameOf(leaf)}), not a server's`,
      `${path}의 첫 번째 인증서는 서버 인증서가 아니라 CA 인증서입니다 (${nameOf(leaf)})`,
    );
  // Node's types leave out that a certificate without the extension has no list: such a one is good for anything.
  const usages: readonly string[] | undefined = leaf.keyUsage;
  if (usages && !usages.some((usage) => FOR_SERVERS.includes(usage)))
    return text(
      `the first certificate in ${path} isn't for servers (its extended key usage lacks serverAuth)`,
      `${path}의 첫 번째 인증서는 서버용이 아닙니다 (확장 키 용도에 serverAuth가 없음)`,
    );
  return undefined;
}

function brokenLink(path: string, chain: readonly X509Certificate[]): Text | undefined {
  const at = chain.findIndex((issuer, index) => {
    const before = chain[index - 1];
    return before !== undefined && !signed(issuer, before);
  });
  const [issuer, before] = [chain[at], chain[at - 1]];
  if (!issuer || !before) return undefined;
  return text(
    `certificate ${at + 1} in ${path} (${nameOf(issuer)}) didn't sign the one before it (${nameOf(before)})`,
    `${path}의 ${at + 1}번째 인증서(${nameOf(issuer)})는 바로 앞 인증서(${nameOf(before)})에 서명한 인증서가 아닙니다`,
  );
}

function signed(issuer: X509Certificate, certificate: X509Certificate): boolean {
  return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function dateProblem(path: string, certificate: X509Certificate, now: Date): Text | undefined {
  const { validFrom, validTo, validFromDate, validToDate } = certificate;
  if (now >= validFromDate && now <= validToDate) return undefined;
  return text(
    `${nameOf(certificate)} in ${path} is valid from ${validFrom} to ${validTo}, not now`,
    `${path}의 ${nameOf(certificate)} 인증서는 유효 기간이 ${validFrom}부터 ${validTo}까지이며 지금은 유효하지 않습니다`,
  );
}

function nameOf({ subject, serialNumber }: X509Certificate): string {
  return subject ? subject.replaceAll('\n', ', ') : `serial ${serialNumber}`;
}
