import type { Text } from '../text.ts';

/** Skipped is never green and never fails; what can't be reached or read from here is a warning (DESIGN 5). */
export type Result = 'pass' | 'warn' | 'fail' | 'skipped';

/** What a check finds, and why. */
export interface Outcome {
  result: Result;
  reasons: Text[];
  /** What to do about a warning or a failure. */
  hint?: Text;
}

/** All is well; the reasons say what was seen. */
export function passed(...reasons: Text[]): Outcome {
  return { result: 'pass', reasons };
}

/** Somebody should look at it, but nothing is known to be broken. */
export function warned(reasons: readonly Text[], hint?: Text): Outcome {
  return { result: 'warn', reasons: [...reasons], ...(hint && { hint }) };
}

/** It is broken. */
export function failed(reasons: readonly Text[], hint?: Text): Outcome {
  return { result: 'fail', reasons: [...reasons], ...(hint && { hint }) };
}

/** There is nothing to check, or no way to. */
export function skipped(reason: Text): Outcome {
  return { result: 'skipped', reasons: [reason] };
}
