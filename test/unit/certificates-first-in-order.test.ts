import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { firstInOrder, type Turn } from '../../lib/certificates/first-in-order.ts';

/** One of those in a race: how it ends, and what it awaits of the others before that, never a span of time. */
interface Runner {
  name: string;
  ends: 'well' | 'badly' | 'stop' | 'never';
  /** Ends once these have begun, or ended. */
  begun?: string;
  ended?: string;
}

/** Runs them; which began, which were cut off, and how many at most ran at once. */
async function race(runners: readonly Runner[], { width = 4, headStart = 0, limit = 60_000 } = {}) {
  const [begun, ended] = [milestones(runners), milestones(runners)];
  const began: string[] = [];
  const cutOff: string[] = [];
  let running = 0;
  let most = 0;
  const run = async (runner: Runner, { signal }: Turn) => {
    began.push(runner.name);
    most = Math.max(most, ++running);
    begun.get(runner.name)?.resolve();
    try {
      if (runner.begun) await begun.get(runner.begun)?.promise;
      if (runner.ended) await ended.get(runner.ended)?.promise;
      if (runner.ends === 'never') await cut(signal).finally(() => cutOff.push(runner.name));
      if (runner.ends !== 'well') throw new Error(runner.ends);
      return `${runner.name} did it`;
    } finally {
      running--;
      ended.get(runner.name)?.resolve();
    }
  };
  const stops = (error: unknown) => String(error).includes('stop');
  const contest = await firstInOrder(runners, { width, headStart, limit }, run, stops);
  assert.is(running, 0);
  const failed = contest.failed.map(({ item }) => item.name);
  return { ...contest, failed, errors: contest.failed.map(({ error }) => String(error)), began, most, cutOff };
}

function milestones(runners: readonly Runner[]) {
  return new Map(runners.map(({ name }) => [name, Promise.withResolvers<void>()]));
}

/** Fails when it is cut off, and not before that. */
function cut(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason));
  });
}

test('the first in order wins, however late; who is later still is cut off', async () => {
  const { won, failed, cutOff } = await race([
    { name: 'a', ends: 'badly' },
    { name: 'b', ends: 'well', ended: 'c' },
    { name: 'c', ends: 'well', begun: 'd' },
    { name: 'd', ends: 'never' },
  ]);
  assert.equal([won?.result, failed, cutOff], ['b did it', ['a'], ['d']]);
});

test('no more than the width at once, and nobody new once somebody has succeeded', async () => {
  const { began, most } = await race(
    [
      { name: 'a', ends: 'well', ended: 'b' },
      { name: 'b', ends: 'well', begun: 'a' },
      { name: 'c', ends: 'badly' },
    ],
    { width: 2 },
  );
  assert.equal([began, most], [['a', 'b'], 2]);
  const six = ['a', 'b', 'c', 'd', 'e', 'f'].map((name): Runner => ({ name, ends: 'badly', begun: 'd' }));
  const all = await race(six);
  assert.equal([all.began.length, all.most, all.failed.length, all.won], [6, 4, 6, undefined]);
});

test('a head start keeps the others out where the first is well, and lets them in where it is slow', async () => {
  const quick: Runner[] = [
    { name: 'a', ends: 'well' },
    { name: 'b', ends: 'well' },
  ];
  assert.equal((await race(quick, { headStart: 60_000 })).began, ['a']);
  const slow: Runner[] = [
    { name: 'a', ends: 'well', begun: 'b' },
    { name: 'b', ends: 'never' },
  ];
  assert.equal((await race(slow, { headStart: 10 })).began, ['a', 'b']);
});

test('what stops everything stops it from any place; the others are cut off', async () => {
  const { stopped, cutOff } = await race([
    { name: 'a', ends: 'never' },
    { name: 'b', ends: 'stop', begun: 'c' },
    { name: 'c', ends: 'never' },
  ]);
  assert.equal([stopped?.item.name, cutOff], ['b', ['a', 'c']]);
});

test('a turn is reached when those before have failed, or all is over', async () => {
  const order: string[] = [];
  const work = async (name: string, { reached, signal }: Turn) => {
    await reached;
    order.push(`${name}${signal.aborted ? ' in vain' : ''}`);
    if (name === 'a') {
      await sleep(20);
      throw new Error('no');
    }
    return name;
  };
  const { won } = await firstInOrder(['a', 'b', 'c'], { width: 4, headStart: 0, limit: 60_000 }, work, () => false);
  assert.is(won?.result, 'b');
  assert.equal(order, ['a', 'b', 'c in vain']);
});

test('one limit for all of them; who has succeeded by then wins, and the time of a question is not counted', async () => {
  const never = ['a', 'b', 'c'].map((name): Runner => ({ name, ends: 'never' }));
  const none = await race(never, { width: 2, limit: 100 });
  assert.equal([none.late, none.tried, none.won, none.failed], [true, 2, undefined, ['a', 'b']]);
  assert.match(none.errors[0] ?? '', /0\.1 s, was up/);
  assert.equal(none.cutOff, ['a', 'b']);
  const some = await race(
    [
      { name: 'a', ends: 'never' },
      { name: 'b', ends: 'well' },
    ],
    { limit: 100 },
  );
  assert.equal([some.won?.result, some.failed], ['b did it', ['a']]);
  const held = await firstInOrder(
    ['a'],
    { width: 1, headStart: 0, limit: 50 },
    async (name, { hold, signal }) => hold(() => sleep(150, name, { signal })),
    () => false,
  );
  assert.equal([held.won?.result, held.late], ['a', false]);
});

test('nobody to try: nobody won', async () => {
  assert.equal(
    await firstInOrder(
      [],
      { width: 4, headStart: 0, limit: 60_000 },
      async () => 1,
      () => false,
    ),
    { failed: [], tried: 0, late: false },
  );
});

test.run();
