import { causeOf, RunbookError } from '../errors.ts';
import { RIGHTS } from '../kubernetes/api-error.ts';
import { pooled } from '../pool.ts';
import { isForbidden } from '../survey/forbidden.ts';
import { join, type Text, text } from '../text.ts';
import type { Check, CheckPorts } from './check.ts';
import { failed, type Outcome, warned } from './outcome.ts';

/** Checks under way at once; the requests of one are many already. */
const WIDTH = 4;

/**
 * Runs every check, some at once. A promise for each comes back at once, in the checks' order, so that what has ended
 * can be told while others go on; none of them rejects.
 */
export function startChecks<T extends { check: Check }>(
  all: readonly T[],
  ports: CheckPorts,
): Promise<T & { outcome: Outcome }>[] {
  const ends = all.map((item) => ({ item, ...Promise.withResolvers<T & { outcome: Outcome }>() }));
  void pooled(ends, WIDTH, async ({ item, resolve }) =>
    resolve({ ...item, outcome: await runCheck(item.check, ports) }),
  );
  return ends.map(({ promise }) => promise);
}

/** Runs one check; whatever it throws becomes its outcome. */
export async function runCheck({ run }: Check, ports: CheckPorts): Promise<Outcome> {
  try {
    return await run(ports);
  } catch (error) {
    return outcomeOf(error);
  }
}

/** What may not be read can't be judged; everything else that is thrown is a failure in its own words. */
function outcomeOf(error: unknown): Outcome {
  const reasons = error instanceof RunbookError ? reasonsOf(error) : [text(causeOf(error), causeOf(error))];
  if (isRefusal(error)) return warned(reasons, RIGHTS);
  return failed(reasons, error instanceof RunbookError ? error.failure.hint : undefined);
}

function reasonsOf({ failure: { doing, causes } }: RunbookError): Text[] {
  return causes.length > 0 ? causes.map((cause) => join([doing, cause], ': ')) : [doing];
}

// helm passes on the API's words only.
const FORBIDDEN = / is forbidden: User "/;

function isRefusal(error: unknown): boolean {
  if (!(error instanceof RunbookError)) return isForbidden(error);
  return isForbidden(error.cause) || error.failure.causes.some((cause) => FORBIDDEN.test(join([cause]).en));
}
