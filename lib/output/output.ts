import type { Format } from '../command/options.ts';
import type { JsonMap } from '../kubernetes/object.ts';
import { type Lang, say, type Text } from '../text.ts';
import { createScrubber, type Scrubber } from './scrubber.ts';

/** Where a command's words go. */
export interface Output {
  lang: Lang;
  format: Format;
  verbose: boolean;
  /** Keeps hidden values out of all that is said here; whatever says something past this goes through it too. */
  scrubber: Scrubber;
  /** Lines for a person, on stdout; nowhere when the output is for a program. */
  print(...lines: (Text | string)[]): void;
  /** Lines for a person that are no result: progress, warnings; on stderr when the output is for a program. */
  note(...lines: (Text | string)[]): void;
  /** Something that happened: a line of `--output jsonl`. */
  event(type: string, data: JsonMap): void;
  /** Something that belongs into the result, however the run ends. */
  include(part: JsonMap): void;
  /** The result: the one document of `--output json`, the last line of `--output jsonl`. */
  result(document: JsonMap): void;
}

export interface Streams {
  out: (content: string) => void;
  err: (content: string) => void;
}

/** Output in the form that was asked for; stdout holds nothing but that form. */
export function createOutput(
  { lang, output: format, verbose }: { lang: Lang; output: Format; verbose: boolean },
  { out, err }: Streams,
): Output {
  const scrubber = createScrubber();
  const lines = (words: readonly (Text | string)[]) =>
    scrubber.scrub(words.map((each) => `${say(each, lang)}\n`).join(''));
  // String by string: a mask across quotes would leave no JSON.
  const hidden = (_key: string, value: unknown) => (typeof value === 'string' ? scrubber.scrub(value) : value);
  const json = (data: JsonMap, indent = 0) => out(`${JSON.stringify(data, hidden, indent)}\n`);
  const toPerson = format === 'text';
  const parts: JsonMap = {};
  return {
    lang,
    format,
    verbose,
    scrubber,
    print: (...words) => toPerson && out(lines(words)),
    note: (...words) => (toPerson ? out : err)(lines(words)),
    event: (type, data) => format === 'jsonl' && json({ type, ...data }),
    include: (part) => {
      Object.assign(parts, part);
    },
    result: (ending) => {
      const document = { ...parts, ...ending };
      if (format === 'jsonl') json({ type: 'result', ...document });
      if (format === 'json') json(document, 2);
    },
  };
}
