import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { firstInOrder, type Turn } from '../../lib/certificates/first-in-order.ts';

/** Milliseconds until it ends, and how. */
interface Runner {
  ms: number;
  ends: 'well' | 'badly' | 'stop';
}

/** Runs them; which began, and how many at most ran at once. */
async function race(runners: readonly Runner[], { width = 4, headStart = 0, limit = 60_000 } = {}) {
  const began: number[] = [];
  const cutOff: number[] = [];
  let running = 0;
  let most = 0;
  const run = async ({ ms, ends }: Runner, { signal }: Turn) => {
    began.push(runners.findIndex((each) => each.ms === ms));
    most = Math.max(most, ++running);
    try {
      await sleep(ms, undefined, { signal }).catch((error: unknown) => {
        cutOff.push(ms);
        throw error;
      });
      if (ends !== 'well') throw new Error(ends);
      return ms;
    } finally {
      running--;
    }
  };
  const contest = await firstInOrder(runners, { width, headStart, limit }, run, (error) =>
    String(error).includes('stop'),
  );
  assert.is(running, 0);
  return { ...contest, began, most, cutOff };
}

const well = (ms: number): Runner => ({ ms, ends: 'well' });
const badly = (ms: number): Runner => ({ ms, ends: 'badly' });

test('the first in order wins, however late; who is later still is cut off', async () => {
  const { won, failed, cutOff } = await race([badly(5), well(80), well(10), well(600_000)]);
  assert.is(won?.result, 80);
  assert.equal(
    failed.map(({ item }) => item.ms),
    [5],
  );
  assert.equal(cutOff, [600_000]);
});

test('no more than the width at once, and nobody new once somebody has succeeded', async () => {
  const { began, most } = await race([well(100), well(20), badly(21), badly(22), badly(23)], { width: 2 });
  assert.equal([began, most], [[0, 1], 2]);
  const all = await race([badly(31), badly(32), badly(33), badly(34), badly(35), badly(36)]);
  assert.equal([all.began.length, all.most, all.failed.length, all.won], [6, 4, 6, undefined]);
});

test('a head start keeps the others out where the first is well, and lets them in where it is slow', async () => {
  assert.equal((await race([well(20), well(21), well(22)], { headStart: 200 })).began, [0]);
  assert.equal((await race([well(150), well(21), well(22)], { headStart: 30 })).began, [0, 1]);
});

test('what stops everything stops it from any place; the others are cut off', async () => {
  const { stopped, cutOff } = await race([well(600_000), { ms: 20, ends: 'stop' }, well(600_001)]);
  assert.is(stopped?.item.ms, 20);
  assert.equal(cutOff, [600_000, 600_001]);
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
  const none = await race([well(600_001), well(600_002), well(600_003)], { width: 2, limit: 100 });
  assert.equal([none.late, none.tried, none.won, none.failed.length], [true, 2, undefined, 2]);
  assert.match(String(none.failed[0]?.error), /0\.1 s, was up/);
  assert.equal(none.cutOff, [600_001, 600_002]);
  const some = await race([well(600_001), well(20)], { limit: 100 });
  assert.equal([some.won?.result, some.failed.length], [20, 1]);
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
