import type { Draft } from '../answers/draft.ts';
import type { Facts } from '../facts.ts';
import type { Json } from '../kubernetes/object.ts';
import type { Text } from '../text.ts';

/** One of a few values to choose from. */
export interface Choice {
  value: string;
  name: Text | string;
}

/** How a question is put: what a person types, picks, ticks, or a list of things with questions of their own. */
export type Kind = 'input' | 'number' | 'select' | 'checkbox' | 'confirm' | 'secret' | 'list';

/** A question, as data. What a typed value may be is told by the schema of answers at the same path. */
export interface Question {
  /** Where the answer goes; inside of a list's questions, from the item on. */
  path: string;
  /** Number in the document. */
  section: string;
  message: Text;
  kind: Kind;
  /** Whether the question has its place, after the answers so far. */
  when?: (draft: Draft, facts: Facts) => boolean;
  /** Nothing goes on without it; what is not required may be left empty. */
  required?: boolean;
  /** What the cluster tells of an answer that is missing, said beside it. */
  lacking?: (facts: Facts) => Text | undefined;
  /** Though required of a person, it is decided or found out (on the masters) when nobody is there to be asked. */
  later?: (draft: Draft, facts: Facts) => boolean;
  /** The stack, which isn't known yet, may decide it: where nothing else is missing that is seen first. */
  orStack?: true;
  /** A value as it would stand in an answers file, for the one who has to write it there. */
  example?: string;
  /** Whether what stands there still leaves the question open; by default only nothing does. */
  open?: (value: Json | undefined) => boolean;
  /** For select and checkbox; with none to choose from a select is typed instead. */
  choices?: (facts: Facts, draft: Draft) => Choice[];
  /** What Enter alone answers; the schema's default where left out. */
  default?: (facts: Facts, draft: Draft) => string | boolean | string[] | undefined;
  /** Said before the question is put. */
  hint?: (facts: Facts, draft: Draft) => Text | undefined;
  /** Makes the answer out of what was typed; undefined leaves it out. */
  parse?: (typed: string) => Json | undefined;
  /** Why a value that the schema allows can't be, where the question has its place. */
  refuses?: (value: Json) => Text | undefined;
  /** Keeps the answer, where that is more than putting it at the path. */
  store?: (draft: Draft, value: Json) => Draft;
  /** Two items of a list can't have the same. */
  unique?: boolean;
  secret?: SecretQuestion;
  /** The questions for each item of a list, and the one that asks for another item. */
  each?: readonly Question[];
  another?: Text;
}

/** What a question for a secret needs beside. */
export interface SecretQuestion {
  /** Name of the environment variable to suggest, from the item it belongs to. */
  variable: (item: Draft) => string;
  /** Why a typed secret can't be right; it must not repeat it. */
  check?: (value: string) => Text | undefined;
  /** The runbook itself needs the value, so a Secret in the cluster, which is only referred to, won't do. */
  local?: boolean;
}

/** Words separated by commas or spaces, as a list. */
export function listOf(typed: string): string[] {
  return typed.split(/[\s,]+/).filter(Boolean);
}
