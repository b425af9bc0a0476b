import type { Answers } from '../answers/schema.ts';
import type { Check } from '../checks/check.ts';
import { checkDocument } from '../checks/document.ts';
import { objectsCheck } from '../checks/objects.ts';
import { startChecks } from '../checks/run.ts';
import { countChecks, showCheck, showCounts } from '../checks/show.ts';
import type { Body } from '../command/main.ts';
import { type Resolved, resolve } from '../desired.ts';
import { EXIT } from '../errors.ts';
import type { Facts } from '../facts.ts';
import { withOverlays } from '../overlays/apply.ts';
import { select } from '../selection.ts';
import { bringStack } from '../stack/source.ts';
import type { Input, Step } from '../step.ts';
import { lookFor } from '../tools/look.ts';
import { checkPorts } from './check-ports.ts';
import { decide, givenAnswers } from './decide.ts';
import { liveHosts } from './live-hosts.ts';
import { list, survey } from './open.ts';
import { openSession, type Session } from './session.ts';

/** The command that checks what was installed: reads only, and no master. */
export function verify(steps: readonly Step[]): Body {
  return async (options, output, interrupts) => {
    if (options.list) {
      await list(options, output, interrupts, steps);
      return EXIT.done;
    }
    const chosen = new Set(select(steps, options));
    const given = givenAnswers(options);
    await using session = await openSession(options, output, interrupts, given);
    const facts = await survey(session);
    const { answers } = await decide(session, given, facts);
    const ports = { ...checkPorts(session), ...(lookFor('helm') && { helm: session.ports.helm }) };
    const ends = startChecks(await offered(session, steps, chosen, answers, facts), ports);
    for (const end of ends) void end.then((checked) => output.event('check', checkDocument(checked, options.lang)));
    for (const end of ends) output.print(...showCheck(await end, options.verbose));
    const all = await Promise.all(ends);
    const counts = countChecks(all);
    output.print('', showCounts(counts));
    const exit = counts.fail > 0 ? EXIT.failed : EXIT.done;
    output.result({ exit, checks: all.map((checked) => checkDocument(checked, options.lang)), counts });
    return exit;
  };
}

interface Offered {
  step: Step;
  check: Check;
}

/** Every check of the chosen steps, in their order. @throws RunbookError where it can't be told what is wanted */
async function offered(
  { client, git, kustomize, output }: Session,
  steps: readonly Step[],
  chosen: ReadonlySet<Step>,
  answers: Answers,
  facts: Facts,
): Promise<Offered[]> {
  const stack = await bringStack(answers, facts.cluster.version, git);
  const input: Input = { stack, answers, facts: { ...facts, hosts: await liveHosts(client, answers) } };
  const whole = () => resolve(steps, new Set(steps), input);
  const overlaid = await withOverlays(kustomize, answers.overlays, resolve(steps, chosen, input), whole);
  if (output.verbose) output.note(...overlaid.told);
  return overlaid.resolved.flatMap((resolved) => {
    const checks = [...ofObjects(resolved, input), ...(resolved.step.checks?.(input) ?? [])];
    return checks.map((check) => ({ step: resolved.step, check }));
  });
}

function ofObjects({ step, leftOut, wanted }: Resolved, { facts }: Input): Check[] {
  if (leftOut || wanted.length === 0) return [];
  const objects = wanted.map(({ object }) => object);
  return [objectsCheck(step, objects, facts.cluster)];
}
