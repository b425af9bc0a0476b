import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { helpFor } from '../../lib/command/help.ts';
import { languageOf, outputOptions, ownArguments, readOptions } from '../../lib/command/options.ts';
import { PROGRAMS } from '../../lib/command/programs.ts';
import { RunbookError } from '../../lib/errors.ts';

const read = (...args: string[]) => readOptions(args, {});

function usage(...args: string[]): RunbookError {
  try {
    read(...args);
  } catch (error) {
    if (error instanceof RunbookError) return error;
  }
  throw new Error(`${args.join(' ')} should have been refused`);
}

for (const [who, argv] of [
  ['zx', ['/n/node', '/p/node_modules/.bin/zx', 'runbook/install.mts', '--only', '3.10']],
  ['zx with flags of its own', ['/n/node', '/p/zx', '--quiet', './runbook/install.mts', '--only', '3.10']],
  ['node', ['/n/node', '/p/runbook/install.mts', '--only', '3.10']],
  ['another name of the script', ['/n/node', '/p/link', '--only', '3.10']],
] as const) {
  test(`run by ${who}, the arguments are those after the script`, () => {
    assert.equal(ownArguments(argv, 'install.mts'), ['--only', '3.10']);
  });
}

test("an argument that is named as the script is isn't taken for it", () => {
  const argv = ['/n/node', '/p/zx', 'runbook/plan.mts', '--answers', 'other/plan.mts', '--list'];
  assert.equal(ownArguments(argv, 'plan.mts'), ['--answers', 'other/plan.mts', '--list']);
});

test('numbers of sections stay as they were written', () => {
  assert.is(read('--only', '3.10').only, '3.10');
  assert.equal([read('--from=5.3').from, read('--to', '6').to], ['5.3', '6']);
});

test('answers and settings repeat, in their order', () => {
  const { answers, set } = read('--answers', 'a', '--set', 'x=1', '--answers=b', '--set', 'y=a b=c');
  assert.equal(
    [answers, set],
    [
      ['a', 'b'],
      ['x=1', 'y=a b=c'],
    ],
  );
});

test('without flags everything is off, and the output is text', () => {
  const { lang, output, answers, set, typed, ...rest } = read();
  assert.equal([lang, output, answers, set, typed], ['en', 'text', [], [], []]);
  assert.ok(
    Object.values(rest).every((value) => value === false),
    JSON.stringify(rest),
  );
});

test('what no command knows is refused with exit code 2', () => {
  for (const args of [['--onyl', 'x'], ['surplus'], ['--only'], ['--yes=no'], ['--output', 'xml'], ['--lang', 'fr']]) {
    const error = usage(...args);
    assert.is(error.exit, 2, args.join(' '));
    assert.ok(error.failure.causes.length > 0);
  }
  assert.match(usage('--output', 'xml').message, 'xml is none of text, json, jsonl');
});

test('a bad flag is told in the form and language that were asked for', () => {
  const env = { LANG: 'ko_KR.UTF-8' };
  assert.equal(outputOptions(['--onyl', 'x', '--output=json'], env), { lang: 'ko', output: 'json', verbose: false });
  assert.equal(outputOptions(['--output', 'xml', '--lang', 'en', '--verbose'], env), {
    lang: 'en',
    output: 'text',
    verbose: true,
  });
});

test("the language is the flag's, or else the locale's", () => {
  assert.is(readOptions(['--lang', 'en'], { LANG: 'ko_KR.UTF-8' }).lang, 'en');
  assert.is(readOptions([], { LANG: 'ko_KR.UTF-8' }).lang, 'ko');
  assert.is(languageOf({ LC_ALL: 'C', LANG: 'ko_KR.UTF-8' }), 'en');
  assert.is(languageOf({ LC_ALL: '', LC_MESSAGES: 'ko_KR' }), 'ko');
  assert.is(languageOf({}), 'en');
});

test('the help names every flag and every exit code, in both languages', () => {
  const flags = 'answers set context kubeconfig from to only list yes output lang verbose help version'.split(' ');
  for (const [name, program] of Object.entries(PROGRAMS)) {
    const taken = 'takes' in program ? flags.filter((flag) => program.takes.some((each) => each === flag)) : flags;
    const help = helpFor(`${name}.mts`, program);
    for (const page of [help.en, help.ko]) {
      for (const flag of taken) assert.match(page, new RegExp(`--${flag}\\b`), flag);
      assert.match(page, `npx zx runbook/${name}.mts`);
      for (const { en } of program.exits) assert.match(page, new RegExp(`^ +${en.split(' ')[0]} `, 'm'));
    }
    assert.not.equal(help.en, help.ko);
  }
});

test.run();
