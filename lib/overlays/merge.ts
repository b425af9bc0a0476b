import { compare } from '../kubernetes/compare.ts';
import type { Json, JsonMap } from '../kubernetes/object.ts';
import { isMap } from '../kubernetes/ownership.ts';

/**
 * What kustomize made of a value, with everything that it left alone being the very same: on its way through YAML a
 * value may lose a `null`, which says to the API that a field is to be cleared.
 */
export function graft(before: Json | undefined, after: Json | undefined): Json | undefined {
  if (compare(before, after, []).length === 0) return before;
  if (isMap(before) && isMap(after)) return graftMaps(before, after);
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length)
    return before.map((item, i) => graft(item, after[i]) ?? null);
  return after;
}

function graftMaps(before: JsonMap, after: JsonMap): JsonMap {
  const cleared = Object.entries(before).filter(([key, value]) => value === null && !(key in after));
  const kept = Object.entries(after).map(([key, value]) => [key, graft(before[key], value)]);
  return { ...Object.fromEntries(kept), ...Object.fromEntries(cleared) };
}

/** Makes the change that leads from `before` to `after` on another value; undefined where it removes it. */
export function redo(before: Json | undefined, after: Json | undefined, on: Json | undefined): Json | undefined {
  if (compare(before, after, []).length === 0) return on;
  if (!isMap(after) || !isMap(on) || (before !== undefined && !isMap(before))) return after;
  const keys = new Set([...Object.keys(on), ...Object.keys(after)]);
  const entries = [...keys].map((key) => [key, redo(before?.[key], after[key], on[key])] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
