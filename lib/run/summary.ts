import type { Output } from '../output/output.ts';
import { counts, tally } from '../output/show-plan.ts';
import type { Plan } from '../plan/change.ts';
import type { Input } from '../step.ts';
import { say, type Text, text } from '../text.ts';

/** What was done, what is left for the operator to do outside the cluster, and what was found not to fit there. */
export function summarise(output: Output, plan: Plan, input: Input, findings: readonly Text[]): void {
  const told = plan.steps.flatMap(({ step, leftOut }) => (leftOut ? [] : (step.summary?.(input) ?? [])));
  output.print(
    '',
    text(`Done: ${counts(plan).en}.`, `완료: ${counts(plan).ko}.`),
    ...told.map((each) => text(`- ${each.en}`, `- ${each.ko}`)),
    ...findings,
  );
  const words = (texts: readonly Text[]) => texts.map((each) => say(each, output.lang));
  output.result({ exit: 0, counts: tally(plan), told: words(told), findings: words(findings) });
}
