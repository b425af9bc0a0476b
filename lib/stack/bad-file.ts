import { EXIT, RunbookError } from '../errors.ts';
import { type Text, text } from '../text.ts';

/** A stack's file that can't be used. */
export function badFile(file: string, cause: Text | string): RunbookError {
  return new RunbookError({
    exit: EXIT.preflight,
    section: '2.1',
    doing: text(`Read the stack's ${file}`, `스택의 ${file} 읽기`),
    causes: [cause],
    hint: text(
      'Nothing was changed. Put the file right in its source.',
      '변경된 것은 없습니다. 원본에서 파일을 바로잡으십시오.',
    ),
  });
}
