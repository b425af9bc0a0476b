import { parseArgs } from 'node:util';
import { outliveReaders, sayNow } from '../command/streams.ts';
import { causeOf, EXIT, formatError, RunbookError, usageError } from '../errors.ts';
import { linesReport, terminalReport } from '../output/progress.ts';
import { type Lang, say, text } from '../text.ts';
import { down, status, up } from './practice.ts';
import { describe, USAGE } from './words.ts';

interface Request {
  command: 'up' | 'down' | 'status' | 'help';
  lang: Lang;
  output: 'text' | 'json';
}

/** The command `practice.mts`: does what the arguments say and sets the exit code. */
export async function main(args: readonly string[]): Promise<void> {
  process.exitCode = EXIT.failed;
  outliveReaders();
  const lang = langIn(args);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => interrupted(lang));
  try {
    process.exitCode = await answer(requestOf(args));
  } catch (error) {
    console.error(formatError(error, lang));
    process.exitCode = error instanceof RunbookError ? error.exit : EXIT.failed;
  }
}

/** Everything that is half done is found and finished, or removed, by the next command. */
function interrupted(lang: Lang): never {
  const words = text(
    'interrupted; run up again to go on, or down',
    '중단되었습니다. 이어서 하려면 up, 지우려면 down을 실행하십시오',
  );
  sayNow(`${say(words, lang)}\n`);
  process.exit(EXIT.interrupted);
}

async function answer({ command, lang, output }: Request): Promise<number> {
  if (command === 'help') console.log(say(USAGE, lang));
  if (command === 'up') await bringUp(lang, output);
  if (command === 'down') await takeDown(lang, output);
  if (command === 'status') return show(lang, output);
  return EXIT.done;
}

async function bringUp(lang: Lang, output: 'text' | 'json'): Promise<void> {
  const terminal = output === 'text' && process.stdout.isTTY;
  const log = output === 'json' ? console.error : console.log;
  const state = await up({ lang, report: terminal ? terminalReport(lang) : linesReport(lang, log) });
  console.log(output === 'json' ? JSON.stringify(state, null, 2) : say(describe(state), lang));
}

async function takeDown(lang: Lang, output: 'text' | 'json'): Promise<void> {
  await down();
  const words = text('✔ the practice plane is gone', '✔ 연습 환경을 제거했습니다');
  console.log(output === 'json' ? JSON.stringify(await status(), null, 2) : say(words, lang));
}

async function show(lang: Lang, output: 'text' | 'json'): Promise<number> {
  const state = await status();
  console.log(output === 'json' ? JSON.stringify(state, null, 2) : say(describe(state), lang));
  return state.healthy ? EXIT.done : EXIT.failed;
}

/** Reads the arguments. @throws RunbookError with exit code 2 */
export function requestOf(args: readonly string[]): Request {
  const { values, positionals } = parse(args);
  const { help, lang = langIn(args), output = 'text' } = values;
  const [command, ...more] = help ? ['help'] : positionals;
  if (command !== 'up' && command !== 'down' && command !== 'status' && command !== 'help') throw wrong(command ?? '');
  if (more.length > 0) throw wrong(more.join(' '));
  if (lang !== 'en' && lang !== 'ko') throw wrong(`--lang ${lang}`);
  if (output !== 'text' && output !== 'json') throw wrong(`--output ${output}`);
  return { command, lang, output };
}

function parse(args: readonly string[]) {
  const options = { help: { type: 'boolean' }, lang: { type: 'string' }, output: { type: 'string' } } as const;
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw wrong(causeOf(error));
  }
}

function wrong(what: string): RunbookError {
  const doing = text('Reading the command line', '명령행 해석');
  const cause = what
    ? text(`not understood: ${what}`, `이해할 수 없음: ${what}`)
    : text('up, down or status is missing', 'up, down, status 중 하나가 없습니다');
  return usageError(doing, [cause], text('see practice.mts --help', 'practice.mts --help를 보십시오'));
}

/** The language before the arguments are known to be right: the flag's, or the environment's. */
function langIn(args: readonly string[]): Lang {
  const at = args.indexOf('--lang');
  const named = at < 0 ? args.find((argument) => argument.startsWith('--lang='))?.slice(7) : args[at + 1];
  const locale = process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '';
  return (named ?? locale).startsWith('ko') ? 'ko' : 'en';
}
