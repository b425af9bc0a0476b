import type { Json } from '../kubernetes/object.ts';
import type { Location } from './location.ts';
import type { Position } from './problem.ts';

/** Answers as they were written, every value with its position. */
export type Tree = MapTree | ListTree | ScalarTree;
export interface MapTree {
  position: Position;
  fields: ReadonlyMap<string, Field>;
}
export interface ListTree {
  position: Position;
  items: readonly Tree[];
}
export interface ScalarTree {
  position: Position;
  scalar: string | number | boolean | null;
}

/** A key's own position and its value. */
export interface Field {
  position: Position;
  value: Tree;
}

/** The bare value, without positions. */
export function bareValue(tree: Tree): Json {
  if ('scalar' in tree) return tree.scalar;
  if ('items' in tree) return tree.items.map(bareValue);
  return Object.fromEntries([...tree.fields].map(([key, { value }]) => [key, bareValue(value)]));
}

/** The scalar that stands at a key, if there is one. */
export function scalarAt(tree: Tree, key: string): ScalarTree['scalar'] | undefined {
  const value = 'fields' in tree ? tree.fields.get(key)?.value : undefined;
  return value && 'scalar' in value ? value.scalar : undefined;
}

/** Where a place stands, or the last part of it that is there. */
export function positionAt(tree: Tree, location: Location): Position {
  let here = tree;
  let position = tree.position;
  for (const part of location) {
    const field = 'fields' in here ? here.fields.get(String(part)) : undefined;
    const next = field?.value ?? ('items' in here && typeof part === 'number' ? here.items[part] : undefined);
    if (!next) return position;
    // A map or list is found by its key, a scalar by itself.
    position = field && !('scalar' in next) ? field.position : next.position;
    here = next;
  }
  return position;
}
