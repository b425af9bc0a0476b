import { EXIT, RunbookError } from '../errors.ts';
import { nameOf } from '../kubernetes/object.ts';
import { isIdle, type Plan, pending, type StepPlan } from '../plan/change.ts';
import type { Step } from '../step.ts';
import { text } from '../text.ts';

/**
 * The plan of the chosen steps alone.
 * @throws RunbookError (exit 3) when a step before them, planned to prove that it holds, does not.
 */
export function splitPlan(plan: Plan, chosen: ReadonlySet<Step>): Plan {
  const before = plan.steps.filter(({ step }) => !chosen.has(step));
  const open = before.filter((step) => !isIdle(step));
  if (open.length > 0) throw notHolding(open);
  return { ...plan, steps: plan.steps.filter(({ step }) => chosen.has(step)) };
}

function notHolding(open: readonly StepPlan[]): RunbookError {
  const [first] = open;
  const causes = open.map((plan) => {
    const { step, work } = plan;
    const subjects = [
      ...pending(plan).map(({ action, object }) => `${nameOf(object)} (${action})`),
      ...(work && work.action !== 'unchanged' ? [work.subject] : []),
    ];
    const more = subjects.length > 3 ? [`… ${subjects.length - 3}`] : [];
    return `${step.section} ${step.name}: ${[...subjects.slice(0, 3), ...more].join(', ')}`;
  });
  return new RunbookError({
    exit: EXIT.preflight,
    doing: text('Prove that the steps before --from still hold', '--from 이전 단계가 그대로인지 확인'),
    causes,
    hint: text(
      `Nothing was changed. Start with --from ${first?.step.name}.`,
      `변경된 것은 없습니다. --from ${first?.step.name}부터 시작하십시오.`,
    ),
  });
}
