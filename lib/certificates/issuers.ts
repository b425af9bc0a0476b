import type { X509Certificate } from 'node:crypto';
import type { CertificatePair } from './check.ts';
import { parseCertificates } from './inspect.ts';

/** The certificates of a CA file that vouch for a client's, up to the root, as PEM; the others are left out. */
export function issuersOf({ certificate, ca }: CertificatePair): string {
  const [leaf, ...between] = parseCertificates(certificate);
  const authorities = parseCertificates(ca);
  if (!leaf) return '';
  const vouching = new Set<X509Certificate>([leaf]);
  // A set walks on over what is added on the way.
  for (const one of vouching) {
    for (const by of [...between, ...authorities]) if (isIssuer(by, one)) vouching.add(by);
  }
  return authorities
    .filter((one) => vouching.has(one))
    .map(String)
    .join('');
}

function isIssuer(by: X509Certificate, of: X509Certificate): boolean {
  return by.ca && of.checkIssued(by) && of.verify(by.publicKey);
}
