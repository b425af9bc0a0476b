import type { Body } from '../command/main.ts';
import { EXIT } from '../errors.ts';
import { planDocument } from '../output/plan-document.ts';
import { showPlan } from '../output/show-plan.ts';
import { isUpToDate } from '../plan/change.ts';
import { select } from '../selection.ts';
import type { Step } from '../step.ts';
import { decide, givenAnswers } from './decide.ts';
import { listImages } from './images.ts';
import { list, survey } from './open.ts';
import { prepare } from './prepare.ts';
import { openSession } from './session.ts';

/** The command that shows what install would change, and never writes. */
export function plan(steps: readonly Step[]): Body {
  return async (options, output, interrupts) => {
    if (options.list) {
      await list(options, output, interrupts, steps);
      return EXIT.done;
    }
    if (options.images) return listImages(options, output, interrupts, steps);
    select(steps, options);
    const given = givenAnswers(options);
    await using session = await openSession(options, output, interrupts, given);
    const facts = await survey(session);
    const { answers } = await decide(session, given, facts);
    const prepared = await prepare(session, steps, answers, facts);
    output.print(...showPlan(prepared.plan, options.lang, true));
    const exit = isUpToDate(prepared.plan) ? EXIT.done : EXIT.changes;
    output.result({ exit, ...planDocument(prepared.plan, options.lang) });
    return exit;
  };
}
