import type { Draft } from '../answers/draft.ts';
import type { AnswersFile } from '../answers/schema.ts';
import { checkedAnswers } from '../answers/validate.ts';
import type { Facts } from '../facts.ts';
import { QUESTIONS } from './all.ts';
import { Asking, type Interview } from './asking.ts';
import { isOpen } from './missing.ts';

/** How a person is asked, and how much. */
export interface WholeInterview extends Interview {
  /** Ask what has a default too; without it only what is required. */
  optional: boolean;
}

/** Asks, in the order of the document, whatever the answers leave open. */
export async function askMissing(file: AnswersFile, facts: Facts, interview: WholeInterview): Promise<AnswersFile> {
  const asking = new Asking(facts, interview);
  let draft: Draft = file as Draft;
  for (const question of QUESTIONS) {
    if ((interview.optional || question.required) && isOpen(question, draft, facts)) {
      draft = await asking.question(question, draft, question.path);
    }
  }
  return checkedAnswers(draft);
}
