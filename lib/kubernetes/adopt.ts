import { FIELD_MANAGER } from './field-manager.ts';
import { leftoverDefaults } from './leftover.ts';
import { LAST_APPLIED } from './normalise.ts';
import type { Json, JsonMap, KubeObject } from './object.ts';
import {
  type Fields,
  fieldsOf,
  isByHand,
  isMap,
  keyedItems,
  type Managed,
  managedOf,
  matches,
  minus,
  union,
} from './ownership.ts';

/**
 * What an object would be once it is ours: live, minus what a person owns of it, plus what we want. To be sent as a
 * dry-run PUT, because a dry-run apply onto fields that a person owns is refused (DESIGN 7).
 */
export function adopted(live: KubeObject, desired: KubeObject): KubeObject {
  const entries = managedOf(live);
  const ours = (entry: Managed) => isByHand(entry) || (entry.manager === FIELD_MANAGER && entry.operation === 'Apply');
  const theirs = fieldsOf(entries.filter((entry) => !ours(entry)));
  const given = minus(union(fieldsOf(entries.filter(ours)), leftoverDefaults(live, desired)), theirs);
  const rest = { ...(strip(live as Json, given) as JsonMap | undefined) };
  const merged = merge(rest, desired as Json, fieldsOf(entries)) as KubeObject;
  return { ...merged, metadata: { ...merged.metadata, resourceVersion: live.metadata.resourceVersion } };
}

/**
 * The JSON Patch that hands a person's fields of an object over to us, with what nobody owns and can't stand beside what
 * we want, and nothing else: `test` makes it fail if the object has changed since it was read.
 */
export function handover(live: KubeObject, desired: KubeObject): Json[] {
  const entries = managedOf(live);
  const given = entries.filter(
    (entry) => isByHand(entry) || (entry.manager === FIELD_MANAGER && entry.operation === 'Apply'),
  );
  const ours = {
    manager: FIELD_MANAGER,
    operation: 'Apply',
    apiVersion: live.apiVersion,
    fieldsType: 'FieldsV1',
    fieldsV1: union(fieldsOf(given), leftoverDefaults(live, desired)),
  };
  const copy = live.metadata.annotations?.[LAST_APPLIED] !== undefined;
  return [
    { op: 'test', path: '/metadata/resourceVersion', value: live.metadata.resourceVersion ?? null },
    {
      op: 'replace',
      path: '/metadata/managedFields',
      value: [...entries.filter((entry) => !given.includes(entry)), ours] as unknown as Json,
    },
    ...(copy ? [{ op: 'remove', path: `/metadata/annotations/${LAST_APPLIED.replace('/', '~1')}` }] : []),
  ];
}

/** A value without the fields of a set; what becomes empty by that goes too. */
export function strip(value: Json, fields: Fields): Json | undefined {
  // A leaf owns all below it; `.` alone owns the map itself, and what others have in it keeps it there.
  if (Object.keys(fields).length === 0) return undefined;
  if (Array.isArray(value)) return stripList(value, fields);
  if (!isMap(value)) return undefined;
  const kept = Object.entries(value).flatMap(([key, item]) => {
    const below = fields[`f:${key}`];
    const left = below === undefined || item === undefined ? item : strip(item, below);
    return left === undefined ? [] : [[key, left] as const];
  });
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}

function stripList(list: Json[], fields: Fields): Json[] | undefined {
  const items = keyedItems(fields);
  const left = list.flatMap((item) => {
    if (fields[`v:${JSON.stringify(item)}`]) return [];
    const owned = items.find(({ key }) => matches(item, key));
    if (!owned) return [item];
    const rest = strip(item, owned.fields);
    // Somebody else's part of an item keeps the fields that the item is found by.
    return isMap(rest) ? [{ ...owned.key, ...rest }] : [];
  });
  return left.length > 0 ? left : undefined;
}

/** What the API takes for a key field that a manifest leaves out, as ports of containers and Services do. */
const KEY_DEFAULTS: JsonMap = { protocol: 'TCP' };

/** Lays one value over another; lists whose items the API tells apart by a key are merged item by item. */
export function merge(under: Json | undefined, over: Json, fields: Fields): Json {
  if (isMap(under) && isMap(over)) {
    const entries = Object.entries(over).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, merge(under[key], value, fields[`f:${key}`] ?? {})] as const],
    );
    return { ...under, ...Object.fromEntries(entries) };
  }
  return Array.isArray(under) && Array.isArray(over) ? mergeLists(under, over, fields) : over;
}

function mergeLists(under: Json[], over: Json[], fields: Fields): Json[] {
  const items = keyedItems(fields);
  const keyFields = Object.keys(items[0]?.key ?? {});
  if (keyFields.length === 0) return over;
  const keyed = (item: Json | undefined, field: string) =>
    isMap(item) ? (item[field] ?? KEY_DEFAULTS[field]) : undefined;
  const same = (a: Json, b: Json) => keyFields.every((field) => keyed(a, field) === keyed(b, field));
  const laid = over.map((item) => {
    const owned = items.find(({ key }) => same(item, key));
    return merge(
      under.find((old) => same(old, item)),
      item,
      owned?.fields ?? {},
    );
  });
  return [...laid, ...under.filter((old) => !over.some((item) => same(old, item)))];
}
