import { resolve } from 'node:path';
import type { AnswersFile } from '../answers/schema.ts';
import { writeAnswers } from '../answers/write.ts';
import { formatError, RunbookError } from '../errors.ts';
import { createPrompts } from '../questions/prompts.ts';
import { type Lang, text } from '../text.ts';

/**
 * Offers to keep what was answered in a file, so that a run that stops can be resumed without asking again.
 * @returns the files that hold the answers now: one, or none when the operator doesn't want it.
 */
export async function keepAnswers(lang: Lang, file: AnswersFile): Promise<string[]> {
  const prompts = createPrompts(lang);
  const keep = text(
    'Keep these answers in a file, to resume or repeat the run with? No secret stands in it.',
    '이어서 하거나 다시 실행할 수 있도록 답변을 파일로 보관합니까? 시크릿 값은 들어가지 않습니다.',
  );
  if (!(await prompts.confirm({ message: keep, default: true }))) return [];
  for (;;) {
    const message = text('Name of the file', '파일 이름');
    const typed = (await prompts.input({ message, default: 'answers.yaml', validate: () => undefined })).trim();
    try {
      await writeAnswers(resolve(typed), file);
      return [typed];
    } catch (error) {
      if (!(error instanceof RunbookError)) throw error;
      prompts.tell(text(formatError(error, 'en'), formatError(error, 'ko')));
    }
  }
}
