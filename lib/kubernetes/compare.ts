import { createHmac, randomBytes } from 'node:crypto';
import { comparable } from './normalise.ts';
import type { Json, KubeObject } from './object.ts';

/** The way to a value in an object; list items go by their name where they have one. */
export type Path = readonly (string | number)[];

/** One value that differs; undefined stands for absent. */
export interface Difference {
  path: Path;
  before: Json | undefined;
  after: Json | undefined;
}

/** What differs between two states of one object, leaving out the server's bookkeeping and status. */
export function differences(before: KubeObject, after: KubeObject): Difference[] {
  return compare(comparable(before) as Json, comparable(after) as Json, []);
}

/** What differs between two values, as the smallest parts that do. */
export function compare(before: Json | undefined, after: Json | undefined, path: Path): Difference[] {
  if (before === after) return [];
  if (isMap(before) && isMap(after)) return compareEntries(before, after, path);
  if (Array.isArray(before) && Array.isArray(after)) {
    const named = byName(before);
    const wanted = byName(after);
    if (named && wanted) return compareEntries(named, wanted, path);
    if (before.length === after.length) return before.flatMap((item, i) => compare(item, after[i], [...path, i]));
  }
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, before, after }];
}

function compareEntries(
  before: Record<string, Json | undefined>,
  after: Record<string, Json | undefined>,
  path: Path,
): Difference[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) => compare(before[key], after[key], [...path, key]));
}

function isMap(value: Json | undefined): value is { [key: string]: Json | undefined } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// undefined unless every item is a map with a name of its own: containers, volumes, ports, receivers.
function byName(list: Json[]): Record<string, Json> | undefined {
  const entries = list.map(
    (item) => [isMap(item) && typeof item.name === 'string' ? item.name : undefined, item] as const,
  );
  const names = new Set(entries.map(([name]) => name));
  return names.has(undefined) || names.size !== list.length ? undefined : Object.fromEntries(entries);
}

/** How a person reads a path: `spec.containers.grafana.image`, `metadata.labels[app.kubernetes.io/name]`. */
export function showPath(path: Path): string {
  return path
    .map((part) => (/^[A-Za-z_][\w-]*$/.test(String(part)) ? `.${part}` : `[${part}]`))
    .join('')
    .replace(/^\./, '');
}

/** Shows values of one run without showing secrets: the same secret looks the same within a run and nowhere else. */
export type Mask = (value: Json | undefined) => string;

/** A mask with a key of its own, so that a weak secret can't be guessed from what is printed. */
export function createMask(): Mask {
  const key = randomBytes(32);
  const fingerprint = (value: Json) =>
    createHmac('sha256', key).update(JSON.stringify(value)).digest('hex').slice(0, 8);
  return (value) => (value === undefined ? '-' : `«${fingerprint(value)}»`);
}

/** An object's differences with every value of a Secret masked; tools keep copies of it in annotations. */
export function maskSecrets(object: KubeObject, found: Difference[], mask: Mask): Difference[] {
  if (object.kind !== 'Secret') return found;
  const secret = ([first, second]: Path) =>
    first === 'data' || first === 'stringData' || (first === 'metadata' && second === 'annotations');
  return found.map((difference) =>
    secret(difference.path)
      ? { ...difference, before: masked(difference.before, mask), after: masked(difference.after, mask) }
      : difference,
  );
}

function masked(value: Json | undefined, mask: Mask): Json | undefined {
  if (!isMap(value)) return value === undefined ? undefined : mask(value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mask(item)]));
}
