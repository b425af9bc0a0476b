import { type Draft, valueAt } from '../answers/draft.ts';
import { withFactDefaults } from '../answers/fact-defaults.ts';
import type { AnswersFile } from '../answers/schema.ts';
import { type RunbookError, usageError } from '../errors.ts';
import type { Facts } from '../facts.ts';
import type { Json } from '../kubernetes/object.ts';
import { type Text, text } from '../text.ts';
import { QUESTIONS } from './all.ts';
import type { Question } from './question.ts';

/** An answer that nobody gave and the cluster doesn't decide either. */
export interface Missing {
  path: string;
  section: string;
  message: Text;
  /** A value as it would stand in an answers file. */
  example: string;
}

/**
 * What is required and missing, all at once, in the order of the document. What the stack may still decide stops nobody
 * by itself; preflight has the last word on it (missingClass).
 */
export function missingAnswers(file: AnswersFile, facts: Facts): Missing[] {
  const draft = withFactDefaults(file, facts) as Draft;
  const missing = QUESTIONS.filter((question) => isMissing(question, draft, facts));
  if (missing.every(({ orStack }) => orStack)) return [];
  return missing.map(({ path, section, message, example = '…', lacking }) => {
    const told = lacking?.(facts);
    return {
      path,
      section,
      message: told ? text(`${message.en} (${told.en})`, `${message.ko} (${told.ko})`) : message,
      example,
    };
  });
}

function isMissing(question: Question, draft: Draft, facts: Facts): boolean {
  return question.required === true && isOpen(question, draft, facts) && !question.later?.(draft, facts);
}

/** Whether a question has its place and no answer yet. */
export function isOpen(question: Question, draft: Draft, facts: Facts): boolean {
  const { open = (value: Json | undefined) => value === undefined } = question;
  return (question.when?.(draft, facts) ?? true) && open(valueAt(draft, question.path));
}

/** The error that lists what is missing, each with its section and a line to write. */
export function missingError(missing: readonly Missing[]): RunbookError {
  return usageError(
    text('Answers are missing', '답변이 빠져 있습니다'),
    missing.map(({ path, section, message, example }) => {
      const line = (words: string) => `${path} (${section}): ${words}: --set '${path}=${example}'`;
      return text(line(message.en), line(message.ko));
    }),
    text(
      'Write them into the answers file, or give each by --set as shown',
      '답변 파일에 적거나, 위와 같이 --set으로 지정하십시오',
    ),
  );
}
