import type { Body } from '../command/main.ts';
import { EXIT } from '../errors.ts';
import { planDocument } from '../output/plan-document.ts';
import { showPlan } from '../output/show-plan.ts';
import { isUpToDate } from '../plan/change.ts';
import { select } from '../selection.ts';
import type { Step } from '../step.ts';
import { applyPlan } from './apply.ts';
import { consent } from './consent.ts';
import { decide, givenAnswers } from './decide.ts';
import { keepAnswers } from './keep-answers.ts';
import { keycloakFindings } from './keycloak.ts';
import { list, survey } from './open.ts';
import { practised } from './practised.ts';
import { prepare } from './prepare.ts';
import { waitUntilReady } from './ready.ts';
import { openSession } from './session.ts';
import { summarise } from './summary.ts';

/** The command that carries out the document: survey, ask, plan, confirm, apply, ready, summary. */
export function install(steps: readonly Step[]): Body {
  return async (given, output, interrupts) => {
    if (given.list) {
      await list(given, output, interrupts, steps);
      return EXIT.done;
    }
    select(steps, given);
    const options = given.practice ? await practised(given, output) : given;
    const written = givenAnswers(options);
    await using session = await openSession(options, output, interrupts, written);
    const facts = await survey(session);
    const { file, answers } = await decide(session, written, facts);
    // From here on the run can be resumed, with the file in place of the questions.
    if (session.interactive) {
      given.answers = await keepAnswers(output.lang, file);
      given.typed = session.secrets.typedNames();
    }
    const { input, plan } = await prepare(session, steps, answers, facts);
    output.print(...showPlan(plan, options.lang, options.verbose));
    output.event('plan', planDocument(plan, options.lang));
    output.include(planDocument(plan, options.lang));
    if (!isUpToDate(plan)) {
      await consent(session, plan, answers.adopt);
      given.yes = true;
      await applyPlan(session, plan);
    }
    await waitUntilReady(session, plan, input);
    summarise(output, plan, input, await keycloakFindings(input, session));
    return EXIT.done;
  };
}
