import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { declined, interrupted, listenToInterrupts } from '../../lib/command/interrupts.ts';
import { RunbookError } from '../../lib/errors.ts';
import type { Text } from '../../lib/text.ts';

type Signal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

function listen() {
  const said: Text[] = [];
  let exits = 0;
  const interrupts = listenToInterrupts(
    (words) => said.push(words),
    () => exits++,
  );
  return { interrupts, said, exits: () => exits };
}

/** Sends this process a signal, and waits until it has come. */
async function send(signal: Signal): Promise<void> {
  // Listening to signals keeps no process alive.
  const alive = setInterval(() => {}, 1000);
  const came = once(process, signal);
  process.kill(process.pid, signal);
  await came;
  clearInterval(alive);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  test(`${signal} outside of a write ends the command`, async () => {
    const { interrupts, said } = listen();
    await send(signal);
    const error = await interrupts.ended.catch((reason: unknown) => reason);
    assert.instance(error, RunbookError);
    assert.is((error as RunbookError).exit, 130);
    assert.ok(interrupts.stopped() && interrupts.signal.aborted);
    assert.equal(said, []);
    interrupts.close();
  });
}

test('the first during a write lets it end, and the second stops at once', async () => {
  const { interrupts, said, exits } = listen();
  let ended = false;
  interrupts.ended.catch(() => {
    ended = true;
  });
  const written = await interrupts.writing(async () => {
    await send('SIGINT');
    await sleep(5);
    assert.is(said.length, 1);
    assert.is(exits(), 0);
    await send('SIGTERM');
    return 'written';
  });
  assert.equal([written, exits(), ended], ['written', 1, false]);
  assert.ok(interrupts.stopped());
  interrupts.close();
});

test('a write that fails is over as well', async () => {
  const { interrupts } = listen();
  const failing = interrupts.writing(async () => {
    throw new Error('no');
  });
  assert.is(await failing.catch((error: Error) => error.message), 'no');
  await send('SIGINT');
  assert.instance(await interrupts.ended.catch((reason: unknown) => reason), RunbookError);
  interrupts.close();
});

test('nothing is listened to once it is closed', () => {
  const before = process.listenerCount('SIGINT');
  const { interrupts } = listen();
  assert.is(process.listenerCount('SIGINT'), before + 1);
  interrupts.close();
  assert.is(process.listenerCount('SIGINT'), before);
  assert.not(interrupts.stopped());
});

test('interrupted and declined both end with 130', () => {
  assert.equal([interrupted().exit, declined().exit], [130, 130]);
});

test.run();
