import { type Lang, say, type Text, text } from './text.ts';

/** Exit codes of every command (DESIGN 5). */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  preflight: 3,
  locked: 4,
  stale: 5,
  changes: 10,
  interrupted: 130,
} as const;
export type Exit = (typeof EXIT)[keyof typeof EXIT];

/** What a failure tells: the section, what was being done, the cause in the tool's own words, what to try. */
export interface Failure {
  exit?: Exit;
  /** Number in the document, such as 3.5, where the failure belongs to one. */
  section?: string;
  doing: Text;
  /** One cause a line; the first is the most important. */
  causes: readonly (Text | string)[];
  hint?: Text;
}

/** An error that the operator can act on. Anything else that is thrown is a bug of ours. */
export class RunbookError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure, options?: ErrorOptions) {
    super([say(failure.doing, 'en'), ...failure.causes.map((c) => say(c, 'en'))].join(': '), options);
    this.name = 'RunbookError';
    this.failure = failure;
  }

  /** The exit code that this failure ends the command with. */
  get exit(): Exit {
    return this.failure.exit ?? EXIT.failed;
  }
}

/** A bad flag, answer or setting: exit code 2, nothing was changed. */
export function usageError(doing: Text, causes: readonly (Text | string)[], hint?: Text): RunbookError {
  return new RunbookError({ exit: EXIT.usage, doing, causes, ...(hint && { hint }) });
}

/** The tool's own words out of anything that was thrown. */
export function causeOf(error: unknown): string {
  if (error instanceof AggregateError && !error.message) return error.errors.map(causeOf).join('; ');
  return error instanceof Error ? error.message.replace(NODES_ADVICE, '') : String(error);
}

// It would have somebody trust the CAs of this machine, where only the one that is answered or read may count.
const NODES_ADVICE = /; if the root CA is installed locally, .*$/s;

/** The one formatter: an error as lines for a person, ending with the command that resumes where there is one. */
export function formatError(error: unknown, lang: Lang, resume?: string): string {
  const lines = error instanceof RunbookError ? failureLines(error.failure, lang) : bugLines(error, lang);
  if (resume) lines.push(`  ${say(text('resume:', '이어서 실행:'), lang)} ${resume}`);
  return lines.join('\n');
}

function failureLines({ section, doing, causes, hint }: Failure, lang: Lang): string[] {
  const title = `✖ ${section ? `${section} ` : ''}${say(doing, lang)}`;
  const lines = [title, ...causes.map((cause) => indent(say(cause, lang)))];
  if (hint) lines.push(indent(`→ ${say(hint, lang)}`));
  return lines;
}

function bugLines(error: unknown, lang: Lang): string[] {
  const title = text('✖ Unexpected error in the runbook itself', '✖ 런북 자체의 예기치 않은 오류');
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return [say(title, lang), indent(detail)];
}

function indent(lines: string): string {
  return lines.replace(/^/gm, '  ');
}
