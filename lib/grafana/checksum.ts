import { createHash } from 'node:crypto';
import type { Json, KubeObject } from '../kubernetes/object.ts';

/**
 * The value of `checksum/grafana-config` for a Secret grafana-config, made the way kube-prometheus makes it: MD5 of
 * the object as Jsonnet writes it in one line. For an unedited Secret it is therefore the very value of the stack,
 * and Grafana isn't restarted for nothing. It tells versions apart, it protects nothing.
 */
export function configChecksum(secret: KubeObject): string {
  return createHash('md5')
    .update(oneLine(secret as Json))
    .digest('hex');
}

function oneLine(value: Json | undefined): string {
  if (Array.isArray(value)) return value.length > 0 ? `[${value.map(oneLine).join(', ')}]` : '[ ]';
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, field]) => `${JSON.stringify(key)}: ${oneLine(field)}`);
  return fields.length > 0 ? `{${fields.join(', ')}}` : '{ }';
}
