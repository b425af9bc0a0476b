import { createPrivateKey, type KeyObject, type X509Certificate } from 'node:crypto';
import type { Sealed } from '../answers/secret.ts';
import { type Text, text } from '../text.ts';
import { checkDates } from './check-dates.ts';
import { inspectCertificate, parseCertificates } from './inspect.ts';

/** PEM of a client certificate and of the authority that etcd trusts. */
export interface CertificatePair {
  certificate: string;
  ca: string;
}

/** What is wrong with a client certificate, one message for each failed check; empty when it can be used. */
export function checkCertificate({ certificate, ca }: CertificatePair, now: Date): Text[] {
  const [leaf, ...between] = parseCertificates(certificate);
  const authorities = parseCertificates(ca);
  const faults = [...checkKeyless(certificate, 'certificate', '인증서'), ...checkKeyless(ca, 'CA', 'CA')];
  if (!leaf) faults.push(unreadable('certificate', '인증서'));
  if (authorities.length === 0) faults.push(unreadable('CA certificate', 'CA 인증서'));
  if (!leaf || authorities.length === 0) return faults;
  // An authority may stand there twice, before and after its renewal: any of the two that is valid will do.
  const inTime = authorities.filter((one) => checkDates(one, now).length === 0);
  const chain = findChain(leaf, between, [...inTime, ...authorities]);
  if (chain.length === 0) faults.push(wrongAuthority(leaf, authorities));
  return [...faults, ...[leaf, ...chain].flatMap((link) => checkDates(link, now)), ...checkClient(leaf)];
}

/** What is wrong with a private key for this certificate; empty when it belongs to it. The key is in no message. */
export function checkKey(key: Sealed, certificate: string): Text[] {
  const [leaf] = parseCertificates(certificate);
  if (!leaf) return [unreadable('certificate', '인증서')];
  const pem = key.reveal();
  if (/BEGIN ENCRYPTED|4,ENCRYPTED/.test(pem)) {
    return [
      text(
        'the key has a passphrase; Prometheus needs one without',
        '키에 비밀번호가 걸려 있어 Prometheus가 사용할 수 없습니다',
      ),
    ];
  }
  try {
    const read = createPrivateKey(pem);
    if (leaf.checkPrivateKey(read)) return checkCurve(read);
  } catch {
    // OpenSSL's own words say nothing that helps, and nothing that was read from the file may get out.
    return [unreadable('private key', '개인 키')];
  }
  return [
    text(
      `the key doesn't belong to the certificate ${leaf.fingerprint256.slice(0, 23)}…`,
      `키가 인증서(${leaf.fingerprint256.slice(0, 23)}…)와 짝이 맞지 않습니다`,
    ),
  ];
}

/** Curves that Go's TLS, and so Prometheus, can sign with, as OpenSSL calls them. */
const CURVES: readonly unknown[] = ['prime256v1', 'secp384r1', 'secp521r1'];

function checkCurve(key: KeyObject): Text[] {
  const curve = key.asymmetricKeyType === 'ec' ? key.asymmetricKeyDetails?.namedCurve : CURVES[0];
  if (CURVES.includes(curve)) return [];
  return [
    text(
      `the key is of curve ${curve}, which Prometheus can't use`,
      `Prometheus가 지원하지 않는 곡선(${curve})의 키입니다`,
    ),
  ];
}

/** Who reads a certificate isn't meant to read a key, and a certificate may be shown where a key may not. */
function checkKeyless(pem: string, what: string, korean: string): Text[] {
  if (!/PRIVATE KEY-----/.test(pem)) return [];
  return [
    text(
      `the ${what} file holds a private key too; give one with certificates only`,
      `${korean} 파일에 개인 키가 들어 있습니다. 인증서만 든 파일을 지정하십시오`,
    ),
  ];
}

/** The authority of the CA file that vouches for a certificate; undefined when none does. */
export function anchorOf({ certificate, ca }: CertificatePair): X509Certificate | undefined {
  const [leaf, ...between] = parseCertificates(certificate);
  return leaf && findChain(leaf, between, parseCertificates(ca)).at(-1);
}

/**
 * The authorities that a certificate hangs on, up to the first that the CA file holds: what is above that one may end.
 * Of one that was renewed the later counts. Empty when none vouches for it.
 */
export function chainOf({ certificate, ca }: CertificatePair): X509Certificate[] {
  const [leaf, ...between] = parseCertificates(certificate);
  const latest = parseCertificates(ca).toSorted((a, b) => b.validToDate.getTime() - a.validToDate.getTime());
  return leaf ? findChain(leaf, between, latest) : [];
}

/** The issuers from a certificate up to one that the CA file holds; empty when they don't lead there. */
function findChain(
  leaf: X509Certificate,
  between: readonly X509Certificate[],
  authorities: readonly X509Certificate[],
): X509Certificate[] {
  const issued = (by: X509Certificate) => by.ca && leaf.checkIssued(by) && leaf.verify(by.publicKey);
  const anchor = authorities.find(issued);
  if (anchor) return [anchor];
  const next = between.find(issued);
  if (!next) return [];
  const rest = findChain(
    next,
    between.filter((one) => one !== next),
    authorities,
  );
  return rest.length > 0 ? [next, ...rest] : [];
}

/** An authority's key is never to be taken, though etcd may take its certificate of a client. */
function checkClient(leaf: X509Certificate): Text[] {
  const { authority, commonName: name } = inspectCertificate(leaf);
  if (!authority) return checkUse(leaf);
  return [text(`${name} is an authority, not a client`, `${name}: 클라이언트가 아닌 CA 인증서입니다`)];
}

/** Whether etcd takes it of a client. */
export function checkUse(leaf: X509Certificate): Text[] {
  const { clientAuth, commonName: name } = inspectCertificate(leaf);
  if (clientAuth) return [];
  return [
    text(
      `${name} isn't for clients: its extended key usage lacks clientAuth`,
      `${name}: 확장 키 용도에 clientAuth가 없어 클라이언트 인증에 쓸 수 없습니다`,
    ),
  ];
}

function wrongAuthority(leaf: X509Certificate, authorities: readonly X509Certificate[]): Text {
  const { commonName: name, issuer } = inspectCertificate(leaf);
  const names = authorities.map((one) => inspectCertificate(one).commonName).join(', ');
  return text(
    `${name}, issued by ${issuer}, isn't signed by the CA file's ${names}`,
    `${name}(발급자 ${issuer}): CA 파일의 ${names}(으)로 서명되지 않았습니다`,
  );
}

function unreadable(what: string, korean: string): Text {
  return text(`the ${what} can't be read: no valid PEM`, `${korean}를 읽을 수 없습니다: 올바른 PEM이 아닙니다`);
}
