import type { Difference } from '../kubernetes/compare.ts';
import type { KubeObject, Ref } from '../kubernetes/object.ts';
import type { Step, Work } from '../step.ts';
import type { Text } from '../text.ts';

export type Action = 'create' | 'update' | 'delete' | 'unchanged';

/** A value of somebody else that this change would replace or remove, and that no answer names. */
export interface Lost extends Difference {
  /** Its owners among the managedFields, such as kubectl-edit. */
  owners: string[];
}

/** One write that a step intends (DESIGN 2), or the finding that none is needed. */
export interface Change {
  action: Action;
  /** What apply sends, complete but for what only apply can know. */
  object: KubeObject;
  /** Sent in the object's place: a CRD's file as it stands. */
  raw?: string;
  live?: KubeObject;
  /** What the server says would differ; values of Secrets are masked. */
  differences: Difference[];
  lost: Lost[];
  /** A person owns fields of the live object: they are taken over first. */
  adopt: boolean;
  /** Why an object goes that isn't ours. */
  why?: Text;
  /** A delete without which nothing else of the step may be written: the two can't stand side by side. */
  inTheWay?: true;
  /** What it costs those who use it: restarts, data, connections; undefined when it costs nothing. */
  cost?: Text;
  /** The API doesn't serve the kind yet: its CRD has to come first. */
  unserved?: boolean;
  /** Completes the object at apply. */
  complete?: () => Promise<KubeObject>;
}

/** What a step would do. */
export interface StepPlan {
  step: Step;
  /** Why the answers leave the step out. */
  leftOut?: Text;
  changes: Change[];
  /** The stack's objects that this step's edits touch; they are among the changes of the step that deploys them. */
  edited: KubeObject[];
  work?: Work;
}

/** All that a run would do. */
export interface Plan {
  steps: StepPlan[];
  /** The inventory's own object; it is written before its members. */
  inventory: Change;
  /** The objects that the steps want, to be recorded in the inventory. */
  members: Ref[];
}

/** The changes of a plan that write something. */
export function pending({ changes }: StepPlan): Change[] {
  return changes.filter(({ action }) => action !== 'unchanged');
}

/** Whether a step has nothing to write. */
export function isIdle(step: StepPlan): boolean {
  return pending(step).length === 0 && (step.work?.action ?? 'unchanged') === 'unchanged';
}

/** Whether carrying the plan out would write nothing. */
export function isUpToDate({ steps, inventory }: Plan): boolean {
  return steps.every(isIdle) && inventory.action === 'unchanged';
}
