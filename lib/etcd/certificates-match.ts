import { createPrivateKey } from 'node:crypto';
import { parseCertificates } from '../certificates/inspect.ts';

/** Whether two PEM texts hold the same certificates in the same order, by their sha256 fingerprints. */
export function sameCertificates(one: string, other: string): boolean {
  const prints = fingerprints(one);
  return prints.length > 0 && prints.join() === fingerprints(other).join();
}

/** Whether two CA bundles hold the same authorities; their order means nothing. */
export function sameAuthorities(one: string, other: string): boolean {
  const prints = new Set(fingerprints(one));
  const others = new Set(fingerprints(other));
  return prints.size > 0 && prints.size === others.size && [...prints].every((print) => others.has(print));
}

/** Whether a private key, PEM, belongs to the first certificate of a PEM text; false also when either can't be read. */
export function keyBelongs(key: string, certificate: string): boolean {
  try {
    return parseCertificates(certificate)[0]?.checkPrivateKey(createPrivateKey(key)) ?? false;
  } catch {
    return false;
  }
}

function fingerprints(pem: string): string[] {
  return parseCertificates(pem).map(({ fingerprint256 }) => fingerprint256);
}
