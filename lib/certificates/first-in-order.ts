import { setTimeout as sleep } from 'node:timers/promises';
import { HostError } from '../ssh/failure.ts';
import { text } from '../text.ts';
import { startClock } from './clock.ts';

/** What one of several tries knows of the others. */
export interface Turn {
  /** Aborts once nothing of this try can matter any more. */
  signal: AbortSignal;
  /** Settles once everyone before has failed, or all is over: the moment to trouble a person. */
  reached: Promise<void>;
  /** Does work whose time isn't counted: a person may take as long as they need. */
  hold<R>(work: () => Promise<R>): Promise<R>;
}

/** How a contest ended. */
interface Contest<T, R> {
  /** Undefined when nobody succeeded. */
  won?: { item: T; result: R };
  /** Those before the winner, in order; all of them when nobody won. */
  failed: { item: T; error: unknown }[];
  /** An error that ends everything, whoever had won. */
  stopped?: { item: T; error: unknown };
  /** How many were tried at all. */
  tried: number;
  /** The time for all of it was up. */
  late: boolean;
}

/** How many are tried at the same time, and how many milliseconds each has before the next one joins. */
export interface Pace {
  width: number;
  headStart: number;
  /** Milliseconds for all of them together, questions to a person not counted. */
  limit: number;
}

type Ending<R> = { result: R } | { error: unknown };

/**
 * Tries several at once, and takes the first in order that succeeds, however fast the others are. Those before have a
 * head start, so that nobody is troubled where the first is well. As soon as the winner is certain, or an error stops
 * everything, or the time is up, the rest is cut off; it returns when all of them have ended.
 */
export async function firstInOrder<T, R>(
  items: readonly T[],
  { width, headStart, limit }: Pace,
  work: (item: T, turn: Turn) => Promise<R>,
  stops: (error: unknown) => boolean,
): Promise<Contest<T, R>> {
  const over = new AbortController();
  let late = false;
  const clock = startClock(limit, () => {
    late = true;
    over.abort();
  });
  const endings: (Ending<R> | undefined)[] = items.map(() => undefined);
  const ended = items.map(() => Promise.withResolvers<void>());
  const aborted = new Promise<void>((resolve) => over.signal.addEventListener('abort', () => resolve()));
  const turns = items.map((_, i): Turn => {
    const before = Promise.all(ended.slice(0, i).map(({ promise }) => promise));
    return { signal: over.signal, reached: Promise.race([before.then(() => {}), aborted]), hold: clock.hold };
  });
  let stopped: Contest<T, R>['stopped'];
  let next = 0;

  const run = async (item: T, i: number, turn: Turn) => {
    try {
      endings[i] = { result: await work(item, turn) };
    } catch (error) {
      // Cut off by the clock: that it was too slow says more than what the cut looks like.
      endings[i] = { error: late && !stops(error) ? tooSlow(limit) : error };
      // A key that changed is evidence, also on a machine that isn't needed any more.
      if (stops(error)) stopped ??= { item, error };
    }
    ended[i]?.resolve();
    if (stopped || isDecided(endings)) over.abort();
  };
  const lane = async (number: number) => {
    await sleep(number * headStart, undefined, { signal: over.signal }).catch(() => {});
    while (next < items.length && !over.signal.aborted && !endings.some(isWin)) {
      const i = next++;
      const [item, turn] = [items[i], turns[i]];
      if (item !== undefined && turn) await run(item, i, turn);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, (_, number) => lane(number)));
  clock.stop();
  return { ...outcome(items, endings), ...(stopped && { stopped }), tried: next, late };
}

function tooSlow(limit: number): HostError {
  const seconds = limit / 1000;
  return new HostError(
    'timeout',
    text(
      `not done when the time for all machines, ${seconds} s, was up`,
      `전체 제한 시간 ${seconds}초 안에 끝나지 않았습니다`,
    ),
  );
}

function isWin<R>(ending: Ending<R> | undefined): ending is { result: R } {
  return ending !== undefined && 'result' in ending;
}

/** Whether somebody has won, and nobody before is still at it. */
function isDecided<R>(endings: readonly (Ending<R> | undefined)[]): boolean {
  return isWin(endings.find((ending) => ending === undefined || isWin(ending)));
}

function outcome<T, R>(
  items: readonly T[],
  endings: readonly (Ending<R> | undefined)[],
): Pick<Contest<T, R>, 'won' | 'failed'> {
  const failed: Contest<T, R>['failed'] = [];
  for (const [i, item] of items.entries()) {
    const ending = endings[i];
    if (isWin(ending)) return { won: { item, result: ending.result }, failed };
    if (ending) failed.push({ item, error: ending.error });
  }
  return { failed };
}
