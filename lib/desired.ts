import { type Everywhere, everywhere } from './everywhere.ts';
import { asMember } from './inventory/applyset.ts';
import { labelRaw } from './inventory/label-raw.ts';
import { normalise } from './kubernetes/normalise.ts';
import { type KubeObject, keyOf, type Manifest } from './kubernetes/object.ts';
import type { Stack } from './stack.ts';
import type { Desired, Input, InTheWay, Step } from './step.ts';
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
  /** To be deleted whoever made them. */
  inTheWay?: InTheWay[];
  /** The objects that this step's edits touch. */
  edited: KubeObject[];
}

/** The manifests after every edit of section 5.3, and which objects each step touched. */
interface Customised {
  manifests: readonly Manifest[];
  touched: Map<Step, Set<string>>;
}

/**
 * The pure middle (DESIGN 3): what the planned steps want, from stack, answers and facts alone. An edit of 5.3 reaches
 * the cluster with the step that deploys the object, or by itself where that one isn't planned; edits of steps that
 * aren't planned are made all the same, so that an object is always wanted whole.
 */
export function resolve(steps: readonly Step[], planned: ReadonlySet<Step>, input: Input): Resolved[] {
  const placed = steps.map((step) => ({ step, leftOut: step.leftOut?.(input) }));
  const active = placed.filter(({ leftOut }) => !leftOut).map(({ step }) => step);
  const { manifests, touched } = customise(active, input);
  const isPlanned = (step: Step) => planned.has(step);
  // What steps beside the plan want is asked only by an edit that concerns them too: it may need more facts than there are.
  const asked = active.some((step) => isPlanned(step) && step.everywhere) ? active : active.filter(isPlanned);
  const owned = eachOnce(asked.map((step) => [step, step.desired?.(input, manifests) ?? []]));
  const all = byKey<Desired | Manifest>([...manifests, ...[...owned.values()].flat()]);
  const edits = everywhere(active, input);
  const editedBy = (step: Step) =>
    [...all].flatMap(([key, item]) => (touched.get(step)?.has(key) || edits.touches(step, item.object) ? [item] : []));
  // Who wants an object: the step that deploys it, else the first of those that edit it.
  const claimed = new Set(active.filter(isPlanned).flatMap((step) => [...byKey(owned.get(step) ?? []).keys()]));
  const originals = byKey(filesOf(input.stack));

  const want = (step: Step): Resolved => {
    const edited = editedBy(step);
    const alone = edited.filter(({ object }) => !claimed.has(keyOf(object)));
    for (const { object } of alone) claimed.add(keyOf(object));
    return {
      step,
      wanted: [...(owned.get(step) ?? []), ...alone].map((item) =>
        finish(item, originals.get(keyOf(item.object)), edits),
      ),
      obsolete: step.obsolete?.(input) ?? [],
      inTheWay: step.inTheWay?.(input) ?? [],
      edited: edited.map(({ object }) => edits.edit(object)),
    };
  };
  const leave = (step: Step, leftOut: Text): Resolved => {
    return { step, leftOut, wanted: [], obsolete: step.obsolete?.(input) ?? [], edited: [] };
  };
  const mine = placed.filter(({ step }) => isPlanned(step));
  return mine.map(({ step, leftOut }) => (leftOut ? leave(step, leftOut) : want(step)));
}

/**
 * What each step deploys, every object once: a stack may have what a section makes among its manifests as well, and two
 * writes of one object would undo each other. The first item of the document has it.
 */
function eachOnce(owned: readonly (readonly [Step, Desired[]])[]): Map<Step, Desired[]> {
  const taken = new Set<string>();
  return new Map(
    owned.map(([step, items]) => {
      const own = items.filter(({ object }) => !taken.has(keyOf(object)));
      for (const { object } of own) taken.add(keyOf(object));
      return [step, own];
    }),
  );
}

function byKey<T extends { object: KubeObject }>(items: readonly T[]): Map<string, T> {
  return new Map(items.map((item) => [keyOf(item.object), item]));
}

function filesOf({ manifests, setup, certManager, preliminary }: Stack): Manifest[] {
  return [...manifests, ...setup, ...certManager, ...preliminary];
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

function finish(item: Desired | Manifest, fromStack: Manifest | undefined, edits: Everywhere): Wanted {
  const { object, byDefault } = item;
  const { raw } = fromStack ?? {};
  const member = (whole: KubeObject) => asMember(normalise(edits.edit(whole)));
  const { settled, differs, complete, restarts }: Partial<Desired> = 'file' in item ? {} : item;
  return {
    object: member(object),
    ...(settled && { settled }),
    ...(differs && { differs }),
    ...(complete && { complete: async (ports, live) => member(await complete(ports, live)) }),
    ...(restarts && { restarts }),
    ...(byDefault && { byDefault }),
    ...(fromStack && { pristine: fromStack.object }),
    ...(raw !== undefined && { raw: labelRaw(raw) }),
  };
}
