import { X509Certificate } from 'node:crypto';

/** What a person needs to know of a certificate. */
export interface CertificateFacts {
  commonName: string;
  issuer: string;
  /** Such as `DNS:node1` and `IP Address:10.0.0.11`. */
  alternativeNames: string[];
  notBefore: Date;
  notAfter: Date;
  /** SHA-256 as hex in pairs, as openssl shows it. */
  fingerprint: string;
  clientAuth: boolean;
  /** It may issue others. */
  authority: boolean;
}

/** Prometheus reads this kind only, not OpenSSL's own TRUSTED CERTIFICATE. */
const BLOCK = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';
const ANY_USE = '2.5.29.37.0';
const DAY = 24 * 60 * 60 * 1000;

/** The certificates of a PEM file in their order; empty when it holds none or one can't be read. */
export function parseCertificates(pem: string): X509Certificate[] {
  try {
    return (pem.match(BLOCK) ?? []).map((block) => new X509Certificate(block));
  } catch {
    return [];
  }
}

/** Reads the facts of a certificate. */
export function inspectCertificate(certificate: X509Certificate): CertificateFacts {
  return {
    commonName: nameIn(certificate.subject),
    issuer: nameIn(certificate.issuer),
    alternativeNames: certificate.subjectAltName?.split(', ') ?? [],
    notBefore: certificate.validFromDate,
    notAfter: certificate.validToDate,
    fingerprint: certificate.fingerprint256,
    clientAuth: allowsClientAuth(certificate),
    authority: certificate.ca,
  };
}

/** Whole days under which an end is worth a warning. */
export const SOON = 30;

/** Whole days until a certificate ends; negative once it has. */
export function daysLeft({ notAfter }: Pick<CertificateFacts, 'notAfter'>, now: Date): number {
  return Math.floor((notAfter.getTime() - now.getTime()) / DAY);
}

/** A certificate without extended key usage may be used for anything, so etcd takes it too. */
function allowsClientAuth({ keyUsage }: X509Certificate): boolean {
  // Node calls the extended key usages keyUsage; undefined at run time when there are none.
  const uses: readonly string[] | undefined = keyUsage;
  return !uses || uses.includes(CLIENT_AUTH) || uses.includes(ANY_USE);
}

/** The common name of a distinguished name as Node prints it, one attribute a line; all of it where there's none. */
function nameIn(distinguished: string | undefined): string {
  const line = distinguished?.split('\n').find((part) => part.startsWith('CN='));
  return line?.slice('CN='.length) ?? distinguished?.replaceAll('\n', ', ') ?? '';
}
