import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { RunbookError } from '../../lib/errors.ts';
import { createPrompts, type Terminal } from '../../lib/questions/prompts.ts';
import type { Lang } from '../../lib/text.ts';
import { text } from '../../lib/text.ts';

/** The real prompts on streams in place of a terminal. */
function terminal(lang: Lang = 'en') {
  const input = new PassThrough();
  const output = new PassThrough();
  // A prompt ends what it writes to, unless that is the process's own stdout.
  output.end = () => output;
  let shown = '';
  output.on('data', (chunk) => {
    shown += chunk;
  });
  const ask = createPrompts(lang, { input, output } as unknown as Terminal);
  return { ask, input, keys: (keys: string) => input.write(keys), shown: () => stripVTControlCharacters(shown) };
}

const message = text('Name?', '이름?');
const noX = (typed: string) => (typed === 'x' ? text('not x', 'x는 안 됩니다') : undefined);

async function leaving(answer: Promise<unknown>): Promise<void> {
  try {
    await answer;
  } catch (error) {
    assert.instance(error, RunbookError);
    assert.is((error as RunbookError).exit, 130);
    assert.match((error as RunbookError).message, /nothing was changed/);
    return;
  }
  assert.unreachable('the prompt should have been left');
}

test('what is typed comes back, after a wrong answer was told', async () => {
  const { ask, keys, shown } = terminal('ko');
  const answer = ask.input({ message, validate: noX });
  keys('x\r');
  await new Promise((resolve) => setTimeout(resolve, 50));
  keys('\x7fab\r');
  assert.is(await answer, 'ab');
  assert.match(shown(), /이름\?/);
  assert.match(shown(), /x는 안 됩니다/);
});

test('a password is never shown', async () => {
  const { ask, keys, shown } = terminal();
  const secret = Math.random().toString(36).slice(2);
  const answer = ask.password({ message, validate: () => undefined });
  keys(`${secret}\r`);
  assert.is(await answer, secret);
  assert.not.match(shown(), secret);
});

test('choices, ticks and yes or no', async () => {
  const { ask, keys, shown } = terminal('ko');
  const choices = ['a', 'b', 'c'].map((value) => ({ value, name: text(`the ${value}`, `${value}번`) }));
  const selected = ask.select({ message, choices, default: 'b' });
  keys('\r');
  assert.is(await selected, 'b');
  const ticked = ask.checkbox({ message, choices, default: ['a'] });
  keys('\x1b[B');
  keys(' \r');
  assert.equal(await ticked, ['a', 'b']);
  const confirmed = ask.confirm({ message, default: true });
  keys('n\r');
  assert.is(await confirmed, false);
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.match(shown(), /b번/);
  assert.match(shown(), /아니요/);
});

for (const [how, keys] of [
  ['Ctrl-C', '\x03'],
  ['Ctrl-D', '\x04'],
] as const) {
  test(`${how} leaves at once with exit 130`, async () => {
    const screen = terminal();
    const answer = leaving(screen.ask.input({ message, validate: noX }));
    screen.keys(keys);
    await answer;
  });
}

test('the end of the input leaves too, and so does every question after it', async () => {
  const screen = terminal();
  const answer = leaving(screen.ask.confirm({ message, default: true }));
  screen.input.end();
  await answer;
  await leaving(screen.ask.confirm({ message, default: true }));
});

test.run();
