import { withoutUser } from '../certificates/host-search.ts';
import { inspectCertificate, parseCertificates } from '../certificates/inspect.ts';
import type { EtcdHostFact } from '../facts.ts';
import type { Difference } from '../kubernetes/compare.ts';
import type { JsonMap, KubeObject } from '../kubernetes/object.ts';
import { asMap } from '../manifests/field.ts';
import { NAMESPACE } from '../manifests/namespace.ts';
import { encoded } from '../manifests/secret-data.ts';
import { ownLabels } from '../prometheus/names.ts';
import { keyBelongs, sameAuthorities, sameCertificates } from './certificates-match.ts';
import { keysOfHost } from './secret-keys.ts';
import { RECORD, textOf } from './secret-pair.ts';

/**
 * Section 3.5's Secret, with where the pair is from. Without a key it is what plan may know of it. The files' bytes stay
 * as the master has them.
 */
export function certificateSecret(host: EtcdHostFact, key?: string): KubeObject {
  const keys = keysOfHost(host);
  const data: JsonMap = { [keys.ca]: encoded(host.ca), [keys.certificate]: encoded(host.certificate) };
  if (key !== undefined) data[keys.key] = encoded(key);
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: keys.name, namespace: NAMESPACE, labels: ownLabels('etcd'), annotations: recordOf(host) },
    type: 'Opaque',
    data,
  };
}

function recordOf({ node, host }: EtcdHostFact): Record<string, string> {
  return { [RECORD.node]: node, ...(host && { [RECORD.host]: withoutUser(host) }) };
}

/** Whether the live Secret holds the pair, and says truly where it is from. */
export function isSettled(live: KubeObject, host: EtcdHostFact): boolean {
  return holdsPair(live, host) && recordDifferences(live, host).length === 0;
}

/** A record of ours that is no longer wanted is a difference too: what it says isn't so. */
function recordDifferences({ metadata: { annotations = {} } }: KubeObject, host: EtcdHostFact): Difference[] {
  const wanted = recordOf(host);
  return Object.values(RECORD).flatMap((name) => {
    const [before, after] = [annotations[name], wanted[name]];
    return before === after ? [] : [{ path: ['metadata', 'annotations', name], before, after }];
  });
}

/** Whether the live Secret holds the master's certificates, the key that belongs to them, and nothing else. */
export function holdsPair(live: KubeObject, host: EtcdHostFact): boolean {
  const keys = keysOfHost(host);
  const wanted = [keys.ca, keys.certificate, keys.key].sort();
  if (Object.keys(asMap(live.data)).sort().join('\n') !== wanted.join('\n')) return false;
  const [ca, certificate, key] = [keys.ca, keys.certificate, keys.key].map((name) => textOf(live, name));
  if (!ca || !certificate || !key) return false;
  return (
    sameAuthorities(ca, host.ca) && sameCertificates(certificate, host.certificate) && keyBelongs(key, certificate)
  );
}

/** What will differ in the live Secret: of certificates who, until when and the fingerprint's beginning; nothing of keys. */
export function certificateDifferences(live: KubeObject, host: EtcdHostFact): Difference[] {
  const keys = keysOfHost(host);
  const wanted = new Map([
    [keys.ca, host.ca],
    [keys.certificate, host.certificate],
  ]);
  const fits = keyBelongs(textOf(live, keys.key), host.certificate);
  const names = new Set([...wanted.keys(), keys.key, ...Object.keys(asMap(live.data))]);
  const same = (name: string, value: string) => {
    if (name === keys.key) return fits;
    return (name === keys.ca ? sameAuthorities : sameCertificates)(value, wanted.get(name) ?? '');
  };
  const data = [...names].flatMap((name) => {
    const [value, next] = [textOf(live, name), wanted.get(name)];
    const before = value === '' ? undefined : describe(value);
    const after = name === keys.key ? HIDDEN : next && describe(next);
    return same(name, value) ? [] : [{ path: ['data', name], before, after }];
  });
  return [...data, ...recordDifferences(live, host)];
}

const HIDDEN = '…';

/** A certificate in the width that the plan shows of a value; a key, or anything else, is told by nothing. */
function describe(pem: string): string {
  const all = /PRIVATE KEY-----/.test(pem) ? [] : parseCertificates(pem);
  return all.map(describeOne).join('; ') || HIDDEN;
}

function describeOne(certificate: ReturnType<typeof parseCertificates>[number]): string {
  const { commonName, notAfter, fingerprint } = inspectCertificate(certificate);
  return `${commonName} to ${notAfter.toISOString().slice(0, 10)}, ${fingerprint.slice(0, 11)}`;
}
