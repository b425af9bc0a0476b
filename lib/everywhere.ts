import type { KubeObject } from './kubernetes/object.ts';
import type { Input, Step } from './step.ts';

/** The edits that concern every object (images, placement and the like), as one. */
export interface Everywhere {
  /** The object after those edits; the very same where there are none. */
  edit(object: KubeObject): KubeObject;
  /** Whether this step's edit changes the object. */
  touches(step: Step, object: KubeObject): boolean;
}

/** Makes them out of the steps that have such an edit; each sees what the ones before it made. */
export function everywhere(steps: readonly Step[], input: Input): Everywhere {
  const edited = new Map<KubeObject, { object: KubeObject; by: Set<Step> }>();
  const edit = (object: KubeObject) => {
    const known = edited.get(object);
    if (known) return known;
    const result = { object, by: new Set<Step>() };
    for (const step of steps) {
      const after = step.everywhere?.(result.object, input) ?? result.object;
      if (after !== result.object) result.by.add(step);
      result.object = after;
    }
    edited.set(object, result);
    return result;
  };
  return {
    edit: (object) => edit(object).object,
    touches: (step, object) => edit(object).by.has(step),
  };
}
