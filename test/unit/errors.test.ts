import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { causeOf, formatError, RunbookError, usageError } from '../../lib/errors.ts';
import { join, say, text } from '../../lib/text.ts';

const failure = new RunbookError({
  section: '5.4',
  doing: text('Deploy', '배포'),
  causes: ['the API said no\nand why', text('second', '둘째')],
  hint: text('try this', '이렇게 하십시오'),
});

test('a failure names section, doing, causes, what to try and how to resume, in either language', () => {
  assert.is(
    formatError(failure, 'en', 'npx zx x --from y'),
    ['✖ 5.4 Deploy', '  the API said no', '  and why', '  second', '  → try this', '  resume: npx zx x --from y'].join(
      '\n',
    ),
  );
  assert.is(
    formatError(failure, 'ko'),
    ['✖ 5.4 배포', '  the API said no', '  and why', '  둘째', '  → 이렇게 하십시오'].join('\n'),
  );
});

test('a failure without a section or a hint leaves them out', () => {
  const bare = new RunbookError({ doing: text('Ask', '질문'), causes: [] });
  assert.is(formatError(bare, 'en'), '✖ Ask');
  assert.is(bare.exit, 1);
});

test("what isn't ours is told as a bug, with its stack", () => {
  const shown = formatError(new TypeError('x is not a function'), 'en');
  assert.match(shown, '✖ Unexpected error');
  assert.match(shown, 'TypeError: x is not a function');
  assert.match(shown, 'errors.test.ts');
  assert.match(formatError('just words', 'ko'), '  just words');
});

test('bad usage ends with 2', () => {
  const error = usageError(text('Read --x', '--x 읽기'), ['bad']);
  assert.is(error.exit, 2);
  assert.is(error.message, 'Read --x: bad');
});

test("the cause is the tool's own words, whatever was thrown", () => {
  assert.is(causeOf(new Error('words')), 'words');
  assert.is(causeOf('words'), 'words');
  assert.is(causeOf(undefined), 'undefined');
  assert.is(causeOf(new AggregateError([new Error('a'), new AggregateError(['b'])])), 'a; b');
  assert.is(causeOf(new AggregateError([new Error('a')], 'all failed')), 'all failed');
});

test('texts are joined language by language', () => {
  const both = join([text('one', '하나'), 'x'], ', ');
  assert.equal([say(both, 'en'), say(both, 'ko'), say('plain', 'ko')], ['one, x', '하나, x', 'plain']);
});

test.run();
