import type { Path } from './compare.ts';
import { FIELD_MANAGER } from './field-manager.ts';
import type { Json, JsonMap, KubeObject } from './object.ts';

/** Managers that stand for a person at a keyboard (DESIGN 7). */
const BY_HAND = ['kubectl-client-side-apply', 'kubectl', 'kubectl-create', 'kubectl-edit', 'kubectl-patch'];

/** One entry of metadata.managedFields. */
export interface Managed {
  manager: string;
  operation: 'Apply' | 'Update';
  apiVersion?: string;
  subresource?: string;
  time?: string;
  fieldsType?: string;
  fieldsV1?: Fields;
}

/** A set of fields as the API writes it: `f:name`, `k:{"name":"x"}`, `v:value`, and `.` for the node itself. */
export type Fields = { [key: string]: Fields };

/** The entries of an object's managedFields. */
export function managedOf(object: KubeObject): Managed[] {
  return (object.metadata.managedFields as unknown as Managed[] | undefined) ?? [];
}

/** An entry that a person made with kubectl; status and other subresources are no person's. */
export function isByHand({ manager, subresource }: Managed): boolean {
  return BY_HAND.includes(manager) && !subresource;
}

/** Whether a person owns any field of this object. */
export function hasByHand(object: KubeObject): boolean {
  return managedOf(object).some(isByHand);
}

/** Entries of other tools that apply or update this object's own fields, not its status. */
export function isForeign(entry: Managed): boolean {
  return !entry.subresource && entry.manager !== FIELD_MANAGER;
}

/** Both sets in one. */
export function union(a: Fields, b: Fields): Fields {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return Object.fromEntries([...keys].map((key) => [key, union(a[key] ?? {}, b[key] ?? {})]));
}

/** What is in the first set and not in the second; a node whose every child is gone goes too. */
export function minus(a: Fields, b: Fields): Fields {
  const left = Object.entries(a).flatMap(([key, children]) => {
    const others = b[key];
    if (others === undefined) return [[key, children] as const];
    const rest = minus(children, others);
    return Object.keys(rest).length > 0 ? [[key, rest] as const] : [];
  });
  return Object.fromEntries(left);
}

/** All fields that the entries own together. */
export function fieldsOf(entries: readonly Managed[]): Fields {
  return entries.reduce<Fields>((all, { fieldsV1 }) => union(all, fieldsV1 ?? {}), {});
}

/**
 * Who owns the value at a path: the managers of the deepest field on the way to it that anybody owns. Items of lists
 * count as owned by whoever owns the item that the path's name or index leads to; scaling counts as owning.
 */
export function ownersOf(object: KubeObject, path: Path): string[] {
  const owns = ({ fieldsV1 }: Managed) => reaches(fieldsV1 ?? {}, path, object as Json);
  return managedOf(object)
    .filter((entry) => entry.subresource !== 'status' && owns(entry))
    .map(({ manager }) => manager);
}

function reaches(fields: Fields, path: Path, value: Json | undefined): boolean {
  const [part, ...rest] = path;
  // A leaf owns all below it; a path that ends above leaves belongs to whoever owns one of them.
  if (part === undefined || Object.keys(fields).length === 0) return true;
  if (Array.isArray(value)) {
    const item = itemAt(value, part);
    if (fields[`v:${JSON.stringify(item)}`]) return true;
    return keyedItems(fields).some((owned) => matches(item, owned.key) && reaches(owned.fields, rest, item));
  }
  const below = fields[`f:${part}`];
  return below !== undefined && reaches(below, rest, isMap(value) ? value[part] : undefined);
}

/** The keys that list items are told apart by under `fields`, each with what is owned of the item. */
export function keyedItems(fields: Fields): { key: JsonMap; fields: Fields }[] {
  const keys = Object.keys(fields).filter((key) => key.startsWith('k:'));
  return keys.map((key) => ({ key: JSON.parse(key.slice(2)) as JsonMap, fields: fields[key] ?? {} }));
}

function itemAt(list: Json[], part: string | number): Json | undefined {
  return typeof part === 'number' ? list[part] : list.find((item) => isMap(item) && item.name === part);
}

/** Whether a value is a map, not a list or a scalar. */
export function isMap(value: Json | undefined): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a list item is the one that a key names. */
export function matches(item: Json | undefined, key: JsonMap): boolean {
  return isMap(item) && Object.entries(key).every(([field, value]) => item[field] === value);
}
