import type { EventEmitter } from 'node:events';
import { checkbox, confirm, input, password, select } from '@inquirer/prompts';
import { EXIT, RunbookError } from '../errors.ts';
import { type Lang, say, type Text, text } from '../text.ts';
import type { Ask } from './ask-port.ts';
import type { Choice } from './question.ts';
import { themeFor, yesOrNo } from './theme.ts';
import { wrap } from './wrap.ts';

/** The terminal that the questions are put on. */
export interface Terminal {
  input: NodeJS.ReadStream;
  output: NodeJS.WriteStream;
}

/** Puts questions on a terminal. Don't import this file where nothing is asked: the prompts take 45 ms to load. */
export function createPrompts(lang: Lang, terminal: Terminal = { input: process.stdin, output: process.stdout }): Ask {
  const theme = themeFor(lang);
  const reason = (words: Text | undefined) => (words ? say(words, lang) : true);
  const put = <T>(prompt: (context: Context) => Promise<T>) => untilLeft(terminal, prompt);
  return {
    input: ({ message, validate, ...rest }) =>
      put((at) => input({ ...rest, message: say(message, lang), validate: (v) => reason(validate(v)) }, at)),
    password: ({ message, validate }) =>
      put((at) =>
        password(
          {
            theme: theme.password,
            message: say(message, lang),
            toggleMask: false,
            validate: (v) => reason(validate(v)),
          },
          at,
        ),
      ),
    confirm: ({ message, default: preset }) =>
      put((at) =>
        confirm(
          {
            theme: theme.confirm,
            message: say(message, lang),
            default: preset,
            transformer: (yes) => yesOrNo(yes, lang),
          },
          at,
        ),
      ),
    select: ({ message, choices, ...rest }) =>
      put((at) =>
        select(
          { ...rest, theme: theme.list, message: say(message, lang), choices: named(choices, lang), loop: false },
          at,
        ),
      ),
    checkbox: ({ message, choices, default: ticked }) => {
      const marked = named(choices, lang).map((choice) => ({ ...choice, checked: ticked.includes(choice.value) }));
      return put((at) =>
        checkbox({ theme: theme.list, message: say(message, lang), choices: marked, loop: false }, at),
      );
    },
    tell: (words) => {
      terminal.output.write(`${wrap(say(words, lang), terminal.output.columns || 80, '  ')}\n`);
    },
  };
}

type Context = Terminal & { signal: AbortSignal };

function named(choices: readonly Choice[], lang: Lang): { value: string; name: string }[] {
  return choices.map(({ value, name }) => ({ value, name: say(name, lang) }));
}

/**
 * Puts one prompt. Ctrl-C, Ctrl-D and the end of the input leave: by itself a prompt waits for ever at the last two,
 * and the process ends without a word.
 */
async function untilLeft<T>(terminal: Terminal, prompt: (context: Context) => Promise<T>): Promise<T> {
  const left = new AbortController();
  const leave = () => left.abort();
  const onKey = (_: unknown, key?: { name?: string; ctrl?: boolean }) => {
    if (key?.ctrl && key.name === 'd') leave();
  };
  const keys: EventEmitter = terminal.input;
  keys.on('keypress', onKey).on('end', leave);
  if (terminal.input.readableEnded) leave();
  try {
    return await prompt({ ...terminal, signal: left.signal });
  } catch (error) {
    throw isLeaving(error) ? declined(error) : error;
  } finally {
    keys.off('keypress', onKey).off('end', leave);
  }
}

function isLeaving(error: unknown): error is Error {
  return error instanceof Error && ['ExitPromptError', 'AbortPromptError'].includes(error.name);
}

function declined(cause: Error): RunbookError {
  const doing = text('Stopped at a question', '질문에서 중단했습니다');
  const causes = [text('nothing was changed', '아무것도 바꾸지 않았습니다')];
  return new RunbookError({ exit: EXIT.interrupted, doing, causes }, { cause });
}
