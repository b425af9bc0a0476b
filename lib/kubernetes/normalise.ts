import type { JsonMap, KubeObject } from './object.ts';

/**
 * An object as it is sent: a Secret's `stringData` becomes `data`. The API keeps stringData write-only, and under
 * server-side apply a key renamed there would stay in data for ever.
 */
export function normalise(object: KubeObject): KubeObject {
  if (object.kind !== 'Secret' || object.stringData === undefined) return object;
  const { stringData, ...rest } = object;
  const encoded = Object.entries(stringData as Record<string, string>).map(([key, value]) => [
    key,
    Buffer.from(value, 'utf8').toString('base64'),
  ]);
  return { ...rest, data: { ...(object.data as JsonMap | undefined), ...Object.fromEntries(encoded) } } as KubeObject;
}

/** The annotation in which client-side apply keeps a copy of the object, a Secret's content included. */
export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Fields that the server keeps about an object; they say nothing about what somebody wants of it. */
const BOOKKEEPING = ['managedFields', 'resourceVersion', 'generation', 'uid', 'creationTimestamp', 'selfLink'];

/** What of a live object can be compared and shown: no bookkeeping, no status, no copy of the object. */
export function comparable(object: KubeObject): KubeObject {
  const { status: _status, ...rest } = object;
  const { annotations = {}, ...kept } = Object.fromEntries(
    Object.entries(object.metadata).filter(([key]) => !BOOKKEEPING.includes(key)),
  ) as KubeObject['metadata'];
  const { [LAST_APPLIED]: _copy, ...others } = annotations;
  return { ...rest, metadata: { ...kept, ...(Object.keys(others).length > 0 && { annotations: others }) } };
}
