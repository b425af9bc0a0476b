import type { JsonMap } from '../kubernetes/object.ts';
import { type Lang, say } from '../text.ts';
import type { Checked } from './show.ts';

/** A check for a program. */
export function checkDocument({ step, check, outcome }: Checked, lang: Lang): JsonMap {
  const { result, reasons, hint } = outcome;
  return {
    step: step.name,
    section: step.section,
    name: check.name,
    title: say(check.title, lang),
    result,
    reasons: reasons.map((each) => say(each, lang)),
    ...(hint && { hint: say(hint, lang) }),
  };
}
