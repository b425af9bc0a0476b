import { type Text, text } from '../text.ts';
import type { Location } from './location.ts';
import { nearest } from './nearest.ts';
import type { Problem } from './problem.ts';
import { keysOf, roleOf, type Shape, shapesAt } from './shape.ts';
import { type MapTree, scalarAt, type Tree } from './tree.ts';

/**
 * Finds every key that answers don't know, and leaves them out of the tree, so that the rest can be checked too.
 * It doesn't look into secrets: what stands there in the wrong place may be one.
 */
export function withoutUnknownKeys(
  tree: Tree,
  shapes: readonly Shape[],
  location: Location = [],
): { tree: Tree; problems: Problem[] } {
  if ('scalar' in tree || roleOf(shapes) === 'secret') return { tree, problems: [] };
  if ('items' in tree) {
    const items = tree.items.map((item, i) => withoutUnknownKeys(item, shapesAt(shapes, i), [...location, i]));
    return {
      tree: { ...tree, items: items.map((item) => item.tree) },
      problems: items.flatMap((item) => item.problems),
    };
  }
  return inMap(tree, shapes, location);
}

function inMap(tree: MapTree, shapes: readonly Shape[], location: Location): { tree: Tree; problems: Problem[] } {
  const known = keysOf(shapes, (key) => scalarAt(tree, key));
  const fields = new Map(tree.fields);
  const problems: Problem[] = [];
  for (const [key, field] of tree.fields) {
    const place = [...location, key];
    if (known && !known.includes(key)) {
      problems.push({ position: field.position, location: place, what: unknownKey(key, known) });
      fields.delete(key);
      continue;
    }
    const below = withoutUnknownKeys(field.value, shapesAt(shapes, key), place);
    problems.push(...below.problems);
    fields.set(key, { ...field, value: below.tree });
  }
  return { tree: { ...tree, fields }, problems };
}

function unknownKey(key: string, known: readonly string[]): Text {
  const meant = nearest(key, known);
  if (meant) return text(`unknown key, did you mean "${meant}"?`, `알 수 없는 키입니다. 혹시 "${meant}"입니까?`);
  const all = known.join(', ');
  return text(`unknown key; known here: ${all}`, `알 수 없는 키입니다. 여기서 쓸 수 있는 키: ${all}`);
}
