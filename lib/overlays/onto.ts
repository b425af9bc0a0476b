import type { Wanted } from '../desired.ts';
import { compare } from '../kubernetes/compare.ts';
import type { Json, KubeObject } from '../kubernetes/object.ts';
import { fieldAt } from '../manifests/field.ts';
import { redo } from './merge.ts';

/** Whether overlays have changed an object. */
export function changed(from: KubeObject | undefined, to: KubeObject | undefined): boolean {
  return compare(from as Json | undefined, to as Json | undefined, []).length > 0;
}

/** What a step wants with what overlays have made of it: also of content that comes only at apply. */
export function onto(wanted: Wanted, from: KubeObject, to: KubeObject): Wanted {
  if (!changed(from, to)) return wanted;
  const edit = (object: KubeObject) => redo(from as Json, to as Json, object as Json) as KubeObject;
  const { object, settled, complete, byDefault, ...rest } = wanted;
  // A value that an overlay names is nobody's default any more.
  const defaults = byDefault?.filter((path) => !changed(at(from, path), at(to, path)));
  return {
    ...rest,
    object: edit(object),
    ...(settled && { settled: (live) => settled(live) && !changed(live, edit(live)) }),
    ...(complete && { complete: async (ports, live) => edit(await complete(ports, live)) }),
    ...(defaults && { byDefault: defaults }),
  };
}

function at(object: KubeObject, path: readonly string[]): KubeObject | undefined {
  return fieldAt(object, ...path) as KubeObject | undefined;
}
