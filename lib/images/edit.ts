import type { Json, JsonMap } from '../kubernetes/object.ts';
import { fieldAt, withField } from '../manifests/field.ts';

/** The map with the value at a path edited, where there is one; the very same map where nothing comes of it. */
export function editAt<T extends object>(map: T, path: readonly string[], edit: (value: Json) => Json): T {
  const value = fieldAt(map, ...path);
  if (value === undefined) return map;
  const edited = edit(value);
  return edited === value ? map : withField(map, path, edited);
}

/** Edits every map of a list; anything else, and a list that nothing comes of, is the very same. */
export function editEach(edit: (item: JsonMap) => JsonMap): (list: Json) => Json {
  return (list) => {
    if (!Array.isArray(list)) return list;
    const edited = list.map((item) => (isMap(item) ? edit(item) : item));
    return edited.some((item, i) => item !== list[i]) ? edited : list;
  };
}

/** Edits a string; anything else is the very same. */
export function editString(edit: (value: string) => string): (value: Json) => Json {
  return (value) => (typeof value === 'string' && value !== '' ? edit(value) : value);
}

function isMap(value: Json): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
