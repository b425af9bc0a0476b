import type { Format } from '../command/options.ts';
import type { JsonMap } from '../kubernetes/object.ts';
import { type Lang, say, type Text } from '../text.ts';

/** Where a command's words go. */
export interface Output {
  lang: Lang;
  format: Format;
  verbose: boolean;
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
  const lines = (words: readonly (Text | string)[]) => words.map((each) => `${say(each, lang)}\n`).join('');
  const json = (data: JsonMap) => out(`${JSON.stringify(data)}\n`);
  const toPerson = format === 'text';
  const parts: JsonMap = {};
  return {
    lang,
    format,
    verbose,
    print: (...words) => toPerson && out(lines(words)),
    note: (...words) => (toPerson ? out : err)(lines(words)),
    event: (type, data) => format === 'jsonl' && json({ type, ...data }),
    include: (part) => {
      Object.assign(parts, part);
    },
    result: (ending) => {
      const document = { ...parts, ...ending };
      if (format === 'jsonl') json({ type: 'result', ...document });
      if (format === 'json') out(`${JSON.stringify(document, null, 2)}\n`);
    },
  };
}
