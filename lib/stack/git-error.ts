import { EXIT, RunbookError } from '../errors.ts';
import type { Finished } from '../process/run.ts';
import { withoutUserinfo } from '../process/userinfo.ts';
import { type Text, text } from '../text.ts';
import { wordsOf } from './git-command.ts';

/** Whether a fetch failed because the repository hasn't the ref, or has it no more. */
export function isRefMissing({ stderr }: Finished): boolean {
  return /couldn't find remote ref|not our ref/i.test(stderr);
}

/** Neither the repository nor the cache has the ref. */
export function noCheckout(url: string, ref: string, { stderr, code }: Finished): RunbookError {
  const repository = withoutUserinfo(url);
  const fetched = { code, stdout: '', stderr };
  const doing = text(`Fetch ${ref} of ${repository}`, `${repository}의 ${ref} 가져오기`);
  const hint = isRefMissing(fetched)
    ? text(
        'Set stack.ref to a branch or a tag that the repository has.',
        'stack.ref에 저장소에 있는 브랜치나 태그를 지정하십시오.',
      )
    : text(
        'Set stack.repository to a mirror that this machine reaches, or stack.source: directory with a copy of the files.',
        'stack.repository에 이 장비에서 접근 가능한 미러를 지정하거나, 파일 사본과 함께 stack.source: directory를 사용하십시오.',
      );
  return failed(doing, fetched, hint);
}

/** A command of git that failed. */
export function failed(doing: Text, finished: Finished, hint?: Text): RunbookError {
  const causes = [wordsOf(finished)];
  return new RunbookError({ exit: EXIT.preflight, section: '2.1', doing, causes, ...(hint && { hint }) });
}
