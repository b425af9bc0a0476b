import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { causeOf, usageError } from '../errors.ts';
import { type Lang, text } from '../text.ts';

/** The flags of every command (DESIGN 5). */
export interface Options {
  answers: string[];
  set: string[];
  context?: string;
  kubeconfig?: string;
  from?: string;
  to?: string;
  only?: string;
  list: boolean;
  yes: boolean;
  practice: boolean;
  images: boolean;
  /** The file that bundle writes. */
  out?: string;
  output: Format;
  lang: Lang;
  verbose: boolean;
  help: boolean;
  version: boolean;
  /** Environment variables that hold secrets typed at a prompt; whoever resumes has to set them. */
  typed: string[];
}

/** Flags that not every command has, each with the script that it goes with. */
export const OWN_FLAGS = { practice: 'install.mts', images: 'plan.mts', out: 'bundle.mts' } as const;
export type OwnFlag = keyof typeof OWN_FLAGS;

export type Format = 'text' | 'json' | 'jsonl';

const FLAGS = {
  answers: { type: 'string', multiple: true },
  set: { type: 'string', multiple: true },
  context: { type: 'string' },
  kubeconfig: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  only: { type: 'string' },
  list: { type: 'boolean' },
  yes: { type: 'boolean' },
  practice: { type: 'boolean' },
  images: { type: 'boolean' },
  out: { type: 'string' },
  output: { type: 'string' },
  lang: { type: 'string' },
  verbose: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

/**
 * The arguments after the script's own path, whether zx or node runs it. zx's own argv would turn `3.10` into 3.1.
 */
export function ownArguments(argv: readonly string[], script: string): string[] {
  const at = argv.findIndex((argument) => basename(argument) === script);
  return argv.slice(at < 0 ? 2 : at + 1);
}

/** Reads the flags. @throws RunbookError (exit 2) */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): Options {
  const { answers = [], set = [], output = 'text', lang, ...values } = parse(args);
  return {
    list: false,
    yes: false,
    practice: false,
    images: false,
    verbose: false,
    help: false,
    version: false,
    typed: [],
    ...values,
    answers,
    set,
    output: oneOf('--output', output, ['text', 'json', 'jsonl']),
    lang: lang === undefined ? languageOf(env) : oneOf('--lang', lang, ['en', 'ko']),
  };
}

/** How to speak before the flags are known to be right, so that a bad one is told in the form that was asked for. */
export function outputOptions(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Pick<Options, 'lang' | 'output' | 'verbose'> {
  const { values } = parseArgs({ args: [...args], options: FLAGS, strict: false });
  const { lang, output, verbose } = values;
  return {
    lang: lang === 'en' || lang === 'ko' ? lang : languageOf(env),
    output: output === 'json' || output === 'jsonl' ? output : 'text',
    verbose: verbose === true,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: FLAGS, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw usageError(
      text('Read the flags', '옵션 읽기'),
      [causeOf(error)],
      text('--help shows them.', '--help로 확인하십시오.'),
    );
  }
}

function oneOf<T extends string>(flag: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === value);
  if (found) return found;
  const list = allowed.join(', ');
  throw usageError(text(`Read ${flag}`, `${flag} 읽기`), [
    text(`${value} is none of ${list}`, `${value}은(는) ${list} 중 하나가 아닙니다`),
  ]);
}

/** The language of the machine's locale, for those who don't say --lang. */
export function languageOf(env: NodeJS.ProcessEnv): Lang {
  return /^ko/i.test(env.LC_ALL || env.LC_MESSAGES || env.LANG || '') ? 'ko' : 'en';
}
