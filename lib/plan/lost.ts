import type { Wanted as AnyWanted } from '../desired.ts';
import { isOurs } from '../inventory/ours.ts';
import { compare, type Difference, type Mask, maskSecrets, type Path } from '../kubernetes/compare.ts';
import { FIELD_MANAGER } from '../kubernetes/field-manager.ts';
import { normalise } from '../kubernetes/normalise.ts';
import type { Json, JsonMap, KubeObject } from '../kubernetes/object.ts';
import { isMap, ownersOf } from '../kubernetes/ownership.ts';
import type { Lost } from './change.ts';

type Wanted = Pick<AnyWanted, 'object' | 'pristine' | 'byDefault'>;

/** Those of the differences that replace or remove what somebody else set and no answer names (DESIGN 7). */
export function lostValues(live: KubeObject, found: readonly Difference[], wanted: Wanted, mask: Mask): Lost[] {
  const theirs = found.filter((difference) => difference.before !== undefined && !isNamed(live, difference, wanted));
  const lost = theirs.flatMap((difference) => {
    const owners = ownersOf(live, difference.path).filter((owner) => owner !== FIELD_MANAGER);
    return owners.length > 0 ? [{ difference, owners }] : [];
  });
  return lost.flatMap(({ difference, owners }) =>
    maskSecrets(live, [difference], mask).map((shown) => ({ ...shown, owners })),
  );
}

/** What a live object that isn't ours says, each value with its owners: all of it is lost when the object is deleted. */
export function lostWhole(live: KubeObject, mask: Mask): Lost[] {
  const { apiVersion: _, kind: _kind, metadata: _metadata, status: _status, ...rest } = live;
  const content: JsonMap = rest;
  const values = Object.entries(content).flatMap(([field, value]): Difference[] =>
    isMap(value) ? Object.entries(value).map(([key, inner]) => gone([field, key], inner)) : [gone([field], value)],
  );
  // An object without content is lost all the same.
  const found = values.length > 0 ? values : [gone(['metadata', 'name'], live.metadata.name)];
  return maskSecrets(live, found, mask).map((shown) => ({ ...shown, owners: ownersOf(live, shown.path) }));
}

function gone(path: Path, before: Json | undefined): Difference {
  return { path, before, after: undefined };
}

/** Whether an answer is what changes a value. */
function isNamed(live: KubeObject, { path, before }: Difference, { object, pristine, byDefault }: Wanted): boolean {
  if (byDefault?.some((place) => place.every((key, i) => path[i] === key))) return false;
  const after = at(object as Json, path);
  // What no stack has is all ours, once we have applied it; before that it is somebody else's of the same name.
  if (!pristine) return isOurs(live) && after !== undefined;
  const original = at(normalise(pristine) as Json, path);
  // A whole file in one value: answers name parts of it, and the rest may be somebody's work.
  if (isFile(path)) return compare(before, original, []).length === 0;
  return compare(original, after, []).length > 0;
}

function isFile([root, key, ...deeper]: Path): boolean {
  return root === 'data' && key !== undefined && deeper.length === 0;
}

/** The value that a path leads to. */
function at(value: Json | undefined, path: Path): Json | undefined {
  return path.reduce<Json | undefined>((inner, part) => {
    if (Array.isArray(inner))
      return typeof part === 'number' ? inner[part] : inner.find((item) => isMap(item) && item.name === part);
    return isMap(inner) ? inner[part] : undefined;
  }, value);
}
