import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createOutput } from '../../lib/output/output.ts';
import { text } from '../../lib/text.ts';

/** What a run of words, events and a result leaves on both streams. */
function spoken(output: 'text' | 'json' | 'jsonl') {
  const streams = { out: '', err: '' };
  const speak = createOutput(
    { lang: 'ko', output, verbose: false },
    {
      out: (content) => {
        streams.out += content;
      },
      err: (content) => {
        streams.err += content;
      },
    },
  );
  speak.print(text('plan', '계획'), 'as it is');
  speak.note(text('careful', '주의'));
  speak.event('applied', { step: 'a' });
  speak.include({ warnings: 1 });
  speak.result({ exit: 0 });
  return streams;
}

test('a person reads everything on stdout, in one language', () => {
  assert.equal(spoken('text'), { out: '계획\nas it is\n주의\n', err: '' });
});

test('json: one document on stdout and nothing else there', () => {
  const { out, err } = spoken('json');
  assert.equal(JSON.parse(out), { warnings: 1, exit: 0 });
  assert.is(err, '주의\n');
});

test('jsonl: an event a line, and the result last', () => {
  const { out, err } = spoken('jsonl');
  const events = out.split('\n').slice(0, -1);
  assert.equal(
    events.map((line) => JSON.parse(line)),
    [
      { type: 'applied', step: 'a' },
      { type: 'result', warnings: 1, exit: 0 },
    ],
  );
  assert.is(err, '주의\n');
});

test.run();
