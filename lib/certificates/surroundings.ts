import type { PlainMetricsFact } from '../facts.ts';
import { within } from '../ssh/deadline.ts';
import { HostError } from '../ssh/failure.ts';
import { findPlainMetrics, PLAIN_PORT } from '../survey/plain-metrics.ts';
import { type Text, text } from '../text.ts';
import { wordsOf } from './host-errors.ts';
import type { Forward } from './probe.ts';

/** Milliseconds: a plan isn't held up by members behind a firewall. */
const LIMIT = 2000;

/** What can be seen of etcd's members without any key. */
export interface Surroundings {
  /** Those that tell their metrics to anyone. */
  plainMetrics: PlainMetricsFact[];
  /** Why no member can be asked from there. */
  unasked?: Text;
}

/** Looks from a master, over the session that is open already. Never throws. */
export async function lookFromMaster(
  forward: Forward,
  members: readonly string[],
  port: number,
): Promise<Surroundings> {
  const [plainMetrics, errors] = await Promise.all([
    findPlainMetrics(members, PLAIN_PORT, forward),
    tryAll(forward, members, port),
  ]);
  // Who is only down is asked again, and judged, by apply.
  const forbidden = errors.every((error) => error instanceof HostError && error.kind === 'refused');
  const [first] = errors;
  return { plainMetrics, ...(forbidden && first !== undefined && { unasked: wordsOf(first) }) };
}

/** Why no member can be asked from this machine; undefined when one can, or there is none. Never throws. */
export async function unaskedFromHere(directly: Forward, members: readonly string[], port: number) {
  const errors = await tryAll(directly, members, port);
  const [first] = errors;
  return errors.every((error) => error !== undefined) && first !== undefined ? notFromHere(wordsOf(first)) : undefined;
}

/** Says of a member that this machine is in the wrong place. */
export function notFromHere({ en, ko }: Text): Text {
  return text(`not reachable from this machine: ${en}`, `이 컴퓨터에서 접근할 수 없음: ${ko}`);
}

/** What stood in the way to each member; undefined where nothing did. */
function tryAll(forward: Forward, members: readonly string[], port: number): Promise<unknown[]> {
  const late = () =>
    new HostError('timeout', text(`no answer in ${LIMIT / 1000} s`, `${LIMIT / 1000}초 안에 응답 없음`));
  return Promise.all(
    members.map(async (address) => {
      const opening = forward(address, port);
      opening.then((channel) => channel.on('error', () => {}).destroy()).catch(() => {});
      return within(LIMIT, opening, late).then(
        () => undefined,
        (error: unknown) => error ?? new Error('-'),
      );
    }),
  );
}
