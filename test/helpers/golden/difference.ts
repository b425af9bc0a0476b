import { showPath } from '../../../lib/kubernetes/compare.ts';
import type { Json, JsonMap } from '../../../lib/kubernetes/object.ts';
import { isMap } from '../../../lib/kubernetes/ownership.ts';
import type { Outcome } from './outcome.ts';

/** What differs between two outcomes; parts in which nothing does are left out. */
export interface Golden {
  /** Object to path to what changed there. */
  changed?: JsonMap;
  /** Objects that weren't there before, whole. */
  added?: JsonMap;
  /** Names only: what was taken away isn't ours to repeat. */
  removed?: string[];
  /** Deleted from the cluster where an earlier run made them. */
  deletes?: { added?: string[]; removed?: string[] };
  /** The same of the helm values of section 6. */
  helm?: JsonMap;
}

export function goldenOf(before: Outcome, after: Outcome): Golden {
  const names = [...after.objects.keys()].sort();
  const changed = names.flatMap((name) => {
    const found = differences(before.objects.get(name), after.objects.get(name), []);
    return before.objects.has(name) && found.length > 0 ? [[name, Object.fromEntries(found)] as const] : [];
  });
  const added = names
    .filter((name) => !before.objects.has(name))
    .map((name) => [name, after.objects.get(name)] as const);
  const deletes = {
    added: after.deletes.filter((name) => !before.deletes.includes(name)),
    removed: before.deletes.filter((name) => !after.deletes.includes(name)),
  };
  const golden = {
    changed: Object.fromEntries(changed),
    added: Object.fromEntries(added),
    removed: [...before.objects.keys()].filter((name) => !after.objects.has(name)).sort(),
    deletes: filled(deletes),
    helm: Object.fromEntries(differences(before.helm, after.helm, [])),
  };
  // As it comes back from a file.
  return JSON.parse(JSON.stringify(filled(golden))) as Golden;
}

/** Without the parts in which there is nothing. */
function filled(parts: object): object {
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => Object.keys(part).length > 0));
}

type Entry = readonly [path: string, difference: Json];
type Path = readonly (string | number)[];

/** The smallest parts that differ. What was there before is told by values of one line only. */
export function differences(before: Json | undefined, after: Json | undefined, path: Path): Entry[] {
  if (JSON.stringify(sorted(before)) === JSON.stringify(sorted(after))) return [];
  if (isMap(before) && isMap(after)) return ofMaps(before, after, path);
  if (Array.isArray(before) && Array.isArray(after)) return ofLists(before, after, path);
  if (before !== undefined && isChecksum(path)) return [[showPath(path), { changed: true }]];
  const was = before === undefined ? {} : { before: brief(before) };
  return [[showPath(path), { ...was, ...(after === undefined ? { gone: true } : { after }) }]];
}

/** Which one it is, tests of its own tell. */
function isChecksum(path: Path): boolean {
  return String(path.at(-1)).startsWith('checksum/');
}

function ofMaps(before: JsonMap, after: JsonMap, path: Path): Entry[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return keys.flatMap((key) => differences(before[key], after[key], [...path, key]));
}

function ofLists(before: Json[], after: Json[], path: Path): Entry[] {
  const key = KEYS.find((candidate) => isKey(before, candidate) && isKey(after, candidate));
  if (key) return ofKeyed(before, after, path, key);
  if (before.length === after.length && [...before, ...after].every(isMap))
    return before.flatMap((item, i) => differences(item, after[i], [...path, i]));
  const removed = missing(before, after).map(brief);
  const added = missing(after, before);
  if (removed.length + added.length === 0) return [[showPath(path), { order: after.map(brief) }]];
  const order = after.map(field('receiver'));
  const parts = { ...(removed.length > 0 && { removed }), ...(added.length > 0 && { added }) };
  // Of routes the first that fits counts.
  return [
    [showPath(path), { ...parts, ...(after.length > 0 && !order.includes(undefined) && { order: order as string[] }) }],
  ];
}

function ofKeyed(before: Json[], after: Json[], path: Path, key: Key): Entry[] {
  const maps = [before, after].map((list) => Object.fromEntries(list.map((item) => [key(item), item])));
  const inner = ofMaps(maps[0] ?? {}, maps[1] ?? {}, path);
  const [were, are] = [before, after].map((list) => list.map((item) => String(key(item))));
  const common = (some: string[] = [], others: string[] = []) => some.filter((name) => others.includes(name));
  // A new item's place among the others matters to routes, and an exchange of two everywhere.
  const moved = common(were, are).join() !== common(are, were).join();
  return moved ? [...inner, [`${showPath(path)} order`, { after: are ?? [] }]] : inner;
}

type Key = (item: Json | undefined) => string | undefined;
const field =
  (name: string): Key =>
  (item) => {
    const value = isMap(item) ? item[name] : undefined;
    return value === undefined ? undefined : String(value);
  };
const KEYS: readonly Key[] = [
  field('name'),
  (item) => (isMap(item) && item.alert ? `${item.alert} ${isMap(item.labels) ? item.labels.severity : ''}` : undefined),
  field('mountPath'),
  field('host'),
];

function isKey(list: Json[], key: Key): boolean {
  const keys = list.map(key);
  return !keys.includes(undefined) && new Set(keys).size === keys.length;
}

/** The items of a list that another one lacks, each as often as it does. */
function missing(list: readonly Json[], other: readonly Json[]): Json[] {
  const left = other.map((item) => JSON.stringify(sorted(item)));
  return list.filter((item) => {
    const at = left.indexOf(JSON.stringify(sorted(item)));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** A value that was there, without repeating what isn't ours: one line of it, or that there was something. */
function brief(value: Json): Json {
  if (isMap(value)) return typeof value.name === 'string' ? `{ name: ${value.name}, … }` : '{ … }';
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string' && isShort(item)) ? value : '[ … ]';
  return typeof value === 'string' && !isShort(value) ? '…' : value;
}

function isShort(value: string): boolean {
  return value.length <= 100 && !value.includes('\n');
}

function sorted(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return value.map((item) => sorted(item) ?? null);
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
