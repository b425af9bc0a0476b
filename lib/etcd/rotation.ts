import { checkCertificate } from '../certificates/check.ts';
import type { EtcdHostFact, EtcdSecretFact } from '../facts.ts';
import type { Recorded } from '../ports.ts';
import { sameCertificates } from './certificates-match.ts';

/**
 * The certificate that the Secret is to hold: what was found, or what it holds already where only another node's pair
 * of the same CA was found. Every node's pair serves every member, so as long as the old one is good nothing rotated.
 */
export function chooseCertificate(found: EtcdHostFact, secret: EtcdSecretFact | undefined, now: Date): EtcdHostFact {
  if (!secret?.intact || isFromThere(found, secret)) return found;
  const { certificate, ca, names, host = '', node } = secret;
  const good = sameCertificates(ca, found.ca) && checkCertificate({ certificate, ca: found.ca }, now).length === 0;
  if (!good || node === undefined) return found;
  const paths = { certificatePath: names.certificate, keyPath: names.key, caPath: names.ca };
  return { node, host, certificate, ca, ...paths, kept: true };
}

/** Whether this was read where the Secret's certificate is from; one of unknown origin is compared with what there is. */
function isFromThere({ node, host }: EtcdHostFact, secret: Recorded): boolean {
  return secret.node === undefined || node === secret.node || host === secret.host;
}

/** What a found certificate means for the Secret: the same, a new leaf, or a new authority. */
export function rotationOf(found: EtcdHostFact, secret: EtcdSecretFact): 'none' | 'certificate' | 'authority' {
  if (!sameCertificates(found.ca, secret.ca)) return 'authority';
  return sameCertificates(found.certificate, secret.certificate) ? 'none' : 'certificate';
}
