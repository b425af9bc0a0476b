import { anchorOf, checkCertificate } from '../certificates/check.ts';
import { hostName, isRecorded } from '../certificates/host-search.ts';
import type { EtcdHostFact, EtcdSecretFact, HostFacts } from '../facts.ts';
import type { EtcdReading } from '../ports.ts';
import type { EtcdAnswers } from '../ssh/host.ts';
import { sameAuthorities, sameCertificates } from './certificates-match.ts';
import { expiryOf, isSoon } from './expiry.ts';

/**
 * The certificate that the Secret is to hold: what was found, or what it holds already where the host that it is from
 * gave none this time. Every node's pair serves every member, so as long as the old one is good nothing rotated. A
 * folder that the answers name, and a host that they name no longer, leave no doubt: then it's what was found.
 */
export function chooseCertificate(
  { found, failed }: Pick<EtcdReading, 'found' | 'failed'>,
  secret: EtcdSecretFact | undefined,
  { source, hosts }: Pick<EtcdAnswers['certificates'], 'source' | 'hosts'>,
  now: Date,
): EtcdHostFact {
  const silent = hosts.filter((one) => failed.some(({ host }) => host === hostName(one, hosts)));
  const fails = secret !== undefined && silent.some((one) => isRecorded(one, secret, hosts));
  if (source !== 'ssh' || !fails || !secret.intact || secret.node === undefined) return found;
  const { node, host = '', certificate, ca, names } = secret;
  const good = sameAuthorities(ca, found.ca) && checkCertificate({ certificate, ca: found.ca }, now).length === 0;
  if (!good || !lastsAsLong(secret, found, now)) return found;
  const paths = { certificatePath: names.certificate, keyPath: names.key, caPath: names.ca };
  return { node, host, certificate, ca, ...paths, kept: true };
}

/** Whether the old one ends not soon, or at least not before the other. */
function lastsAsLong(old: EtcdSecretFact, found: EtcdHostFact, now: Date): boolean {
  const [mine, other] = [old, found].map((pair) => expiryOf(pair, now));
  return mine !== undefined && (!isSoon(mine) || mine.days >= (other?.days ?? 0));
}

/** What a found certificate means for the Secret: the same, a new leaf, more or fewer CAs beside it, or another issuer. */
type Rotation = 'none' | 'certificate' | 'bundle' | 'authority';

/** How the found certificate differs from the Secret's. */
export function rotationOf(found: EtcdHostFact, secret: EtcdSecretFact): Rotation {
  if (!sameAuthorities(found.ca, secret.ca)) return sameIssuer(found, secret) ? 'bundle' : 'authority';
  return sameCertificates(found.certificate, secret.certificate) ? 'none' : 'certificate';
}

/** Whether a key will be read on its host and stored. */
export function isToBeStored({ etcd, etcdSecret }: HostFacts): boolean {
  if (!etcd || etcd.kept) return false;
  return !etcdSecret?.intact || rotationOf(etcd, etcdSecret) !== 'none';
}

/** By key and name: an authority's certificate may be renewed without becoming another. */
function sameIssuer(found: EtcdHostFact, secret: EtcdSecretFact): boolean {
  const [one, other] = [found, secret].map(anchorOf);
  return !!one && !!other && one.subject === other.subject && one.publicKey.equals(other.publicKey);
}
