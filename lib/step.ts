import type { Answers } from './answers/schema.ts';
import type { Check } from './checks/check.ts';
import type { Facts } from './facts.ts';
import type { Difference } from './kubernetes/compare.ts';
import type { KubeObject, Manifest } from './kubernetes/object.ts';
import type { Finding, Ports } from './ports.ts';
import type { Stack } from './stack.ts';
import type { Text } from './text.ts';

/** All that a step may decide from. It holds no way to the outside, so what a step decides is pure. */
export interface Input {
  stack: Stack;
  answers: Answers;
  facts: Facts;
}

/** An object as a step wants it. */
export interface Desired {
  object: KubeObject;
  /**
   * For an object whose content only apply can complete (a key that plan must not read, a password to generate):
   * whether the live one is right already. Such an object is planned by this test, not field by field.
   */
  settled?: (live: KubeObject) => boolean;
  /** For such an object: what will differ from the live one that isn't settled, without secrets. */
  differs?: (live: KubeObject) => Difference[];
  /** Completes the object before it is written; `live` is what stands in the cluster, where it has to stay. */
  complete?: (ports: Ports, live?: KubeObject) => Promise<KubeObject>;
  /** Pods read it at their start only: when its content changes, the workloads that refer to it restart. */
  restarts?: true;
  /** Paths of values that are our default, where neither an answer nor the stack says anything. */
  byDefault?: readonly string[][];
}

/** An object that can't stay, named only. */
export interface InTheWay {
  object: KubeObject;
  /** Why it can't, as the plan tells it. */
  why: Text;
}

/** One item of the document. */
export interface Step {
  /** The file's name without its number: `etcd-certs`. */
  name: string;
  /** Number in the document: `3.5`. */
  section: string;
  /** What the operator would say is being done. */
  title: Text;
  /** Why these answers leave the step out; undefined when it has its place. */
  leftOut?: (input: Input) => Text | undefined;
  /** Makes this item's edits on the manifests (section 5.3): returns new ones and never changes what it was given. */
  customise?: (manifests: readonly Manifest[], input: Input) => Manifest[];
  /**
   * An edit that concerns the objects of every step, such as the registry of images. It gets each object as it will be
   * and returns a new one, or the very same where it has nothing to edit.
   */
  everywhere?: (object: KubeObject, input: Input) => KubeObject;
  /** The objects that this step owns; `manifests` are the stack's after every edit of section 5.3. */
  desired?: (input: Input, manifests: readonly Manifest[]) => Desired[];
  /**
   * Objects that an earlier run may have made and that must not stand beside what is desired now; also asked where the
   * step is left out.
   */
  obsolete?: (input: Input) => KubeObject[];
  /**
   * Objects that can't stand beside what is desired now, whoever made them; not asked where the step is left out. To
   * delete somebody else's needs leave, as its values would be lost.
   */
  inTheWay?: (input: Input) => InTheWay[];
  /** What the step does that is no Kubernetes object of ours, such as a helm release. Planning it never writes. */
  work?: (input: Input, ports: Ports) => Promise<Work>;
  /** What the operator should know before consenting, a sentence each; said as warnings, above the plan. */
  notes?: (input: Input) => Text[];
  /** Where what the step decides from was read: said with --verbose, and to programs. */
  findings?: (input: Input) => Finding[];
  /** What the operator has to know or to do once all is done, a sentence each. */
  summary?: (input: Input) => Text[];
  /**
   * What verify looks at besides the step's objects, which it always looks at. Also asked where the step is left out: a
   * check that has nothing to look at then says so itself.
   */
  checks?: (input: Input) => Check[];
}

/** One planned piece of work besides objects. */
export interface Work {
  action: 'create' | 'update' | 'unchanged';
  /** What it is about, such as `helm release monitoring/prometheus-msteams`. */
  subject: string;
  /** What would differ, a line each, without secrets. */
  details: Text[];
  apply: () => Promise<void>;
}
