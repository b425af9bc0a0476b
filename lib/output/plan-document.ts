import { showPath } from '../kubernetes/compare.ts';
import { type Json, type JsonMap, refOf } from '../kubernetes/object.ts';
import type { Change, Plan } from '../plan/change.ts';
import { type Lang, say } from '../text.ts';
import { tally } from './show-plan.ts';

/** The plan for a program; values of Secrets are masked as they are for a person. */
export function planDocument(plan: Plan, lang: Lang): JsonMap {
  const steps = plan.steps.map(({ step, leftOut, changes, work, edited }) => ({
    name: step.name,
    section: step.section,
    title: say(step.title, lang),
    ...(leftOut && { leftOut: say(leftOut, lang) }),
    ...(edited.length > 0 && { edits: edited.map((object) => ({ ...refOf(object) })) }),
    changes: changes.filter(({ action }) => action !== 'unchanged').map((change) => changeDocument(change, lang)),
    ...(work && {
      work: { action: work.action, subject: work.subject, details: work.details.map((each) => say(each, lang)) },
    }),
  }));
  return { counts: tally(plan), steps: steps as unknown as Json };
}

function changeDocument({ action, object, differences, lost, why, cost, adopt }: Change, lang: Lang): JsonMap {
  const shown = differences.map(({ path, before, after }) => ({
    path: showPath(path),
    before: before ?? null,
    after: after ?? null,
  }));
  const theirs = lost.map(({ path, before, owners }) => ({ path: showPath(path), value: before ?? null, owners }));
  return {
    action,
    object: { ...refOf(object) },
    differences: shown,
    ...(theirs.length > 0 && { wouldBeLost: theirs }),
    ...(why && { why: say(why, lang) }),
    ...(cost && { cost: say(cost, lang) }),
    ...(adopt && { adopt }),
  };
}
