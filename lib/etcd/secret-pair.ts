import { parseCertificates } from '../certificates/inspect.ts';
import type { EtcdSecretFact } from '../facts.ts';
import type { JsonMap, KubeObject } from '../kubernetes/object.ts';
import { asMap } from '../manifests/field.ts';
import { decoded } from '../manifests/secret-data.ts';
import { keyBelongs } from './certificates-match.ts';

/** Annotations of Secret etcd-certs: the inventory name of the node that the pair is from, and the host it was read on. */
export const RECORD = { node: 'tks-runbook/etcd-node', host: 'tks-runbook/etcd-host' } as const;

/**
 * What the Secret of section 3.5 holds, whoever made it: the key's text isn't in it, only whether it fits. Undefined
 * when there is no certificate with its CA.
 */
export function secretFact({ metadata, data }: KubeObject): EtcdSecretFact | undefined {
  const entries = Object.entries(asMap(data)).map(([name, value]) => [name, textIn(value)] as const);
  const key = entries.find(([, pem]) => /PRIVATE KEY-----/.test(pem));
  const [ca, certificate] = [true, false].map((authority) =>
    entries.find((entry) => entry !== key && parseCertificates(entry[1])[0]?.ca === authority),
  );
  if (!ca || !certificate) return undefined;
  const names = { certificate: certificate[0], ca: ca[0], key: key?.[0] ?? '' };
  const { [RECORD.node]: recorded, [RECORD.host]: host } = metadata.annotations ?? {};
  const node = recorded ?? /^node-(.+)\.pem$/.exec(names.certificate)?.[1];
  return {
    ...(node !== undefined && { node }),
    ...(host !== undefined && { host }),
    certificate: certificate[1],
    ca: ca[1],
    names,
    intact: entries.length === 3 && key !== undefined && keyBelongs(key[1], certificate[1]),
  };
}

/** The text of one of a Secret's keys; empty when it isn't there. */
export function textOf(secret: KubeObject, name: string): string {
  return textIn(asMap(secret.data as JsonMap | undefined)[name]);
}

function textIn(value: unknown): string {
  return typeof value === 'string' ? decoded(value) : '';
}
