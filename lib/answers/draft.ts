import type { Json, JsonMap } from '../kubernetes/object.ts';
import { type Location, parseLocation } from './location.ts';
import { defaultOf } from './shape.ts';

/** Answers on the way: what is known so far; it may still lack what is required. */
export type Draft = JsonMap;

/** What stands at a path such as `alerting.receivers[0].name`. */
export function valueAt(draft: Draft, path: string): Json | undefined {
  return located(path).reduce<Json | undefined>(step, draft);
}

/** What holds at a path: the answer, or the schema's default. */
export function answerAt(draft: Draft, path: string): Json | undefined {
  return valueAt(draft, path) ?? (defaultOf(located(path)) as Json | undefined);
}

/** A copy with a value put at a path (keys only); maps on the way are made. */
export function withValue(draft: Draft, path: string, value: Json): Draft {
  return put(draft, located(path), value);
}

/** A copy without what stands at a path. */
export function withoutValue(draft: Draft, path: string): Draft {
  return put(draft, located(path), undefined);
}

function located(path: string): Location {
  return parseLocation(path) ?? [];
}

function step(value: Json | undefined, part: string | number): Json | undefined {
  if (Array.isArray(value)) return typeof part === 'number' ? value[part] : undefined;
  return isMap(value) && Object.hasOwn(value, part) ? value[part] : undefined;
}

function put(map: JsonMap, [key, ...rest]: Location, value: Json | undefined): JsonMap {
  if (key === undefined) return map;
  const { [key]: there, ...others } = map;
  const placed = rest.length ? put(isMap(there) ? there : {}, rest, value) : value;
  return placed === undefined ? others : { ...others, [key]: placed };
}

function isMap(value: Json | undefined): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
