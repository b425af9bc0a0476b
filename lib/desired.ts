import { asMember } from './inventory/applyset.ts';
import { labelRaw } from './inventory/label-raw.ts';
import { normalise } from './kubernetes/normalise.ts';
import { type KubeObject, keyOf, type Manifest } from './kubernetes/object.ts';
import type { Desired, Input, Step } from './step.ts';
import type { Text } from './text.ts';

/** An object that a step wants in the cluster, with what planning it needs. */
export interface Wanted extends Desired {
  /** The same object as the stack has it, before any answer; what differs from it was named by an answer. */
  pristine?: KubeObject;
  /** The file's own text, for a CRD, which is sent as it stands. */
  raw?: string;
}

/** One step with what it wants, or with the reason why these answers leave it out. */
export interface Resolved {
  step: Step;
  leftOut?: Text;
  wanted: Wanted[];
  /** To be deleted where the inventory holds them. */
  obsolete: KubeObject[];
  /** The stack's objects that this step's edits touch. */
  edited: KubeObject[];
}

/** The manifests after every edit of section 5.3, and which objects each step touched. */
interface Customised {
  manifests: readonly Manifest[];
  touched: Map<Step, Set<string>>;
}

/**
 * The pure middle (DESIGN 3): what the planned steps want, from stack, answers and facts alone. An edit of 5.3 reaches
 * the cluster with 5.4, or by itself where 5.4 isn't planned; edits of steps that aren't planned are made all the same,
 * so that an object is always wanted whole.
 */
export function resolve(steps: readonly Step[], planned: ReadonlySet<Step>, input: Input): Resolved[] {
  const { stack } = input;
  const placed = steps.map((step) => ({ step, leftOut: step.leftOut?.(input) }));
  const active = placed.filter(({ leftOut }) => !leftOut).map(({ step }) => step);
  const { manifests, touched } = customise(active, input);
  const stackObjects = new Map(
    [...stack.manifests, ...stack.setup, ...stack.certManager, ...stack.preliminary].map((manifest) => [
      keyOf(manifest.object),
      manifest,
    ]),
  );
  const owned = (step: Step) => step.desired?.(input, manifests) ?? [];
  const edits = (step: Step) => manifests.filter(({ object }) => touched.get(step)?.has(keyOf(object)));
  // Who wants an object: the step that deploys it, else the first of those that edit it.
  const claimed = new Set(
    active.filter((step) => planned.has(step)).flatMap((step) => owned(step).map(({ object }) => keyOf(object))),
  );
  const want = (step: Step): Resolved => {
    const edited = edits(step);
    const alone = edited.filter(({ object }) => !claimed.has(keyOf(object)));
    for (const { object } of alone) claimed.add(keyOf(object));
    return {
      step,
      wanted: [...owned(step), ...alone].map((item) => finish(item, stackObjects.get(keyOf(item.object)))),
      obsolete: step.obsolete?.(input) ?? [],
      edited: edited.map(({ object }) => object),
    };
  };
  const leave = (step: Step, leftOut: Text): Resolved => {
    return { step, leftOut, wanted: [], obsolete: step.obsolete?.(input) ?? [], edited: [] };
  };
  const mine = placed.filter(({ step }) => planned.has(step));
  return mine.map(({ step, leftOut }) => (leftOut ? leave(step, leftOut) : want(step)));
}

function customise(steps: readonly Step[], input: Input): Customised {
  const touched = new Map<Step, Set<string>>();
  const manifests = steps.reduce<readonly Manifest[]>((before, step) => {
    if (!step.customise) return before;
    const after = step.customise(before, input);
    const kept = new Set(before.map(({ object }) => object));
    touched.set(step, new Set(after.filter(({ object }) => !kept.has(object)).map(({ object }) => keyOf(object))));
    return after;
  }, input.stack.manifests);
  return { manifests, touched };
}

function finish(item: Desired | Manifest, fromStack: Manifest | undefined): Wanted {
  const { object, ...rest } = item;
  const { raw } = fromStack ?? {};
  const complete = 'complete' in rest ? rest.complete : undefined;
  return {
    ...('settled' in rest && rest.settled && { settled: rest.settled }),
    object: asMember(normalise(object)),
    ...(complete && { complete: async (ports, live) => asMember(normalise(await complete(ports, live))) }),
    ...(fromStack && { pristine: fromStack.object }),
    ...(raw !== undefined && { raw: labelRaw(raw) }),
  };
}
