import { EXIT, RunbookError } from '../errors.ts';
import type { Finished } from '../process/run.ts';
import { withoutUserinfo } from '../process/userinfo.ts';
import { type Text, text } from '../text.ts';

/** What helm was asked for, where in the document. */
export interface Doing {
  section: string;
  doing: Text;
  hint?: Text;
  exit?: 1 | 3;
}

/** helm's failure, in its own words. */
export function failed({ stderr, code }: Finished, { section, doing, hint, exit = EXIT.failed }: Doing): RunbookError {
  const causes = [withoutUserinfo(stderr.trim()) || `helm ended with ${code ?? 'a signal'}`];
  return new RunbookError({
    exit,
    section,
    doing: text(withoutUserinfo(doing.en), withoutUserinfo(doing.ko)),
    causes,
    ...(hint && { hint }),
  });
}
