import type { Json, JsonMap } from '../kubernetes/object.ts';

/** A value as a map; an empty one when it is anything else. */
export function asMap(value: unknown): JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonMap) : {};
}

/** A value as a list; an empty one when it is anything else. */
export function asList(value: unknown): Json[] {
  return Array.isArray(value) ? (value as Json[]) : [];
}

/** The value at a path of keys; undefined when the way there ends early. */
export function fieldAt(value: unknown, ...path: string[]): Json | undefined {
  return path.reduce<unknown>((at, key) => asMap(at)[key], value) as Json | undefined;
}

/** A copy with the value at a path of keys set, the maps on the way there made where they are missing. */
export function withField<T extends object>(map: T, path: readonly string[], value: Json | undefined): T {
  const [key, ...rest] = path;
  if (key === undefined) return map;
  const old = (map as JsonMap)[key];
  return { ...map, [key]: rest.length > 0 ? withField(asMap(old), rest, value) : value };
}

/** A copy of a list of named items (containers, volumes) with this one in its place, or at the end when it is new. */
export function withNamed(list: readonly Json[], item: JsonMap, key = 'name'): Json[] {
  const at = list.findIndex((other) => asMap(other)[key] === item[key]);
  return at < 0 ? [...list, item] : list.with(at, item);
}
