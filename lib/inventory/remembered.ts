import type { KubeObject } from '../kubernetes/object.ts';
import { asMap, fieldAt } from '../manifests/field.ts';

/**
 * What the inventory's object remembers under a key; undefined where it has nothing, or what somebody's hand has made
 * unreadable: all that is remembered is written anew in time.
 */
export function remembered<T extends object>(live: KubeObject | undefined, key: string): T | undefined {
  const words = fieldAt(live, 'data', key);
  if (typeof words !== 'string') return undefined;
  try {
    const value: unknown = JSON.parse(words);
    return value === null || asMap(value) !== value ? undefined : (value as T);
  } catch {
    return undefined;
  }
}
