import { basename } from 'node:path';
import { EXIT, type Exit, formatError, RunbookError, usageError } from '../errors.ts';
import { asRunbookError, TALK } from '../kubernetes/api-error.ts';
import { createOutput, type Output } from '../output/output.ts';
import { StoppedAt } from '../run/stopped-at.ts';
import { type Lang, say, text } from '../text.ts';
import { VERSION } from '../version.ts';
import { helpFor, type Program } from './help.ts';
import { type Interrupts, listenToInterrupts } from './interrupts.ts';
import { type Options, OWN_FLAGS, type OwnFlag, outputOptions, ownArguments, readOptions } from './options.ts';
import { resumeCommand } from './resume.ts';
import { outliveReaders, sayNow, streams } from './streams.ts';

/** What a command does with its flags; its exit code comes back. */
export type Body = (options: Options, output: Output, interrupts: Interrupts) => Promise<Exit>;

/** Runs a command: reads its flags, turns what happens into words and an exit code. */
export async function main(file: string, program: Program, body: Body): Promise<void> {
  // zx ends with 0 when the event loop drains in the middle of an await; a run counts as done only when it says so.
  process.exitCode = EXIT.failed;
  outliveReaders();
  const script = basename(file);
  const args = ownArguments(process.argv, script);
  const output = createOutput(outputOptions(args, process.env), streams);
  const interrupts = listenToInterrupts(
    (words) => sayNow(`${say(words, output.lang)}\n`),
    () => process.exit(EXIT.interrupted),
  );
  const resumable: { options?: Options } = {};
  try {
    process.exitCode = await Promise.race([
      start(args, script, program, body, output, interrupts, resumable),
      interrupts.ended,
    ]);
  } catch (error) {
    process.exitCode = fail(error, script, resumable.options, output);
    // What was interrupted may still hold connections open; the proxy ends with us.
    if (process.exitCode === EXIT.interrupted) process.exit();
  } finally {
    interrupts.close();
  }
}

async function start(
  args: readonly string[],
  script: string,
  program: Program,
  body: Body,
  output: Output,
  interrupts: Interrupts,
  resumable: { options?: Options },
): Promise<Exit> {
  const options = readOptions(args, process.env);
  if (options.version || options.help) {
    streams.out(options.version ? `${VERSION}\n` : `${say(helpFor(script, program), options.lang)}\n`);
    return EXIT.done;
  }
  refuseForeign(options, script, program);
  resumable.options = options;
  return body(options, output, interrupts);
}

/** @throws RunbookError (exit 2) for a flag that is known, but not to this command */
function refuseForeign(options: Options, script: string, { own = [], takes }: Program): void {
  const given = Object.entries(options).flatMap(([flag, value]) => (value === false || value === '' ? [] : flag));
  const foreign = given.find((flag) =>
    flag in OWN_FLAGS ? !own.includes(flag as OwnFlag) : takes && !takes.includes(flag as keyof Options),
  );
  if (!foreign) return;
  const owner = OWN_FLAGS[foreign as OwnFlag] ?? 'install.mts';
  throw usageError(text('Read the flags', '옵션 읽기'), [
    text(
      `--${foreign} goes with ${owner}, not with ${script}`,
      `--${foreign}은(는) ${owner}에서만 쓸 수 있습니다(${script} 아님)`,
    ),
  ]);
}

function fail(thrown: unknown, script: string, options: Options | undefined, output: Output): Exit {
  const step = thrown instanceof StoppedAt ? thrown.step : undefined;
  // A refusal that nobody on the way had more to say of is the API's, no bug of ours.
  const error = asRunbookError(thrown instanceof StoppedAt ? thrown.cause : thrown, TALK, {});
  const exit = error instanceof RunbookError ? error.exit : EXIT.failed;
  const resume = step === undefined || !options ? undefined : resumeCommand(script, options, step);
  // The API, a webhook and a stack trace may quote what was sent.
  sayNow(`${output.scrubber.scrub(formatError(error, output.lang, resume))}\n`);
  output.result({ exit, ...(resume && { resume }), error: errorDocument(error, output.lang) });
  return exit;
}

function errorDocument(error: unknown, lang: Lang) {
  if (!(error instanceof RunbookError))
    return { doing: say(text('unexpected error', '예기치 않은 오류'), lang), causes: [String(error)] };
  const { section, doing, causes, hint } = error.failure;
  return {
    ...(section && { section }),
    doing: say(doing, lang),
    causes: causes.map((cause) => say(cause, lang)),
    ...(hint && { hint: say(hint, lang) }),
  };
}
