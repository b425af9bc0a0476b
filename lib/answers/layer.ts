import { roleOf, type Shape, shapesAt } from './shape.ts';
import type { MapTree, Tree } from './tree.ts';

/**
 * Lays one layer of answers over another: maps merge key by key, lists and secret references are replaced whole, null
 * removes (then nothing is left: undefined).
 */
export function layer(under: Tree | undefined, over: Tree, shapes: readonly Shape[]): Tree | undefined {
  if ('scalar' in over) return over.scalar === null ? undefined : over;
  if ('items' in over)
    return { ...over, items: over.items.map((item) => layer(undefined, item, shapesAt(shapes, 0)) ?? item) };
  const below = under && 'fields' in under && roleOf(shapes) !== 'secret' ? under : undefined;
  return mergeMaps(below, over, shapes);
}

function mergeMaps(under: MapTree | undefined, over: MapTree, shapes: readonly Shape[]): MapTree {
  const fields = new Map(under?.fields);
  for (const [key, { position, value }] of over.fields) {
    const merged = layer(fields.get(key)?.value, value, shapesAt(shapes, key));
    if (merged) fields.set(key, { position, value: merged });
    else fields.delete(key);
  }
  return { position: over.position, fields };
}
