import type { EtcdHostFact } from '../facts.ts';
import type { JsonMap, KubeObject } from '../kubernetes/object.ts';
import { asMap } from '../manifests/field.ts';
import { NAMESPACE } from '../manifests/namespace.ts';
import { ownLabels } from '../prometheus/names.ts';
import { keyBelongs, sameCertificates } from './certificates-match.ts';
import { keysOfHost } from './secret-keys.ts';

/** Section 3.5's Secret. Without a key it is what plan may know of it. The files' bytes stay as the master has them. */
export function certificateSecret(host: EtcdHostFact, key?: string): KubeObject {
  const keys = keysOfHost(host);
  const data: JsonMap = { [keys.ca]: base64(host.ca), [keys.certificate]: base64(host.certificate) };
  if (key !== undefined) data[keys.key] = base64(key);
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: keys.name, namespace: NAMESPACE, labels: ownLabels('etcd') },
    type: 'Opaque',
    data,
  };
}

/** Whether the live Secret holds the master's certificates, the key that belongs to them, and nothing else. */
export function isSettled(live: KubeObject, host: EtcdHostFact): boolean {
  const keys = keysOfHost(host);
  const data = asMap(live.data);
  const wanted = [keys.ca, keys.certificate, keys.key].sort();
  if (Object.keys(data).sort().join('\n') !== wanted.join('\n')) return false;
  const [ca, certificate, key] = [keys.ca, keys.certificate, keys.key].map((name) => decode(data[name]));
  if (!ca || !certificate || !key) return false;
  return (
    sameCertificates(ca, host.ca) && sameCertificates(certificate, host.certificate) && keyBelongs(key, certificate)
  );
}

function base64(value: string): string {
  return Buffer.from(value).toString('base64');
}

function decode(value: unknown): string {
  return typeof value === 'string' ? Buffer.from(value, 'base64').toString() : '';
}
