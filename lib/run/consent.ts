import { declined } from '../command/interrupts.ts';
import { usageError } from '../errors.ts';
import { nameOf } from '../kubernetes/object.ts';
import { showLost } from '../output/show-plan.ts';
import type { Plan } from '../plan/change.ts';
import { createPrompts } from '../questions/prompts.ts';
import { join, text } from '../text.ts';
import type { Session } from './session.ts';

/**
 * Asks for leave to carry a plan out, or finds it in the flags and answers.
 * @throws RunbookError: exit 2 where nobody is there to ask and the leave is missing, 130 when a person says no.
 */
export async function consent(session: Session, plan: Plan, adopt: 'ask' | 'take'): Promise<void> {
  const { options, output, interactive } = session;
  const lost = plan.steps.flatMap(({ changes }) => changes).filter((change) => change.lost.length > 0);
  if (lost.length > 0 && adopt === 'ask' && !interactive) {
    throw usageError(
      text('Take over what somebody else set', '다른 사람이 설정한 값 인계'),
      lost.flatMap(({ object, lost: values }) => values.map((value) => join([`${nameOf(object)}:`, showLost(value)]))),
      text(
        'Nothing was changed. Consent with the answer adopt: take (--set adopt=take).',
        '변경된 것은 없습니다. 동의하려면 adopt: take를 지정하십시오(--set adopt=take).',
      ),
    );
  }
  if (options.yes && (lost.length === 0 || adopt === 'take')) return;
  if (!interactive) {
    throw usageError(
      text('Apply the plan', '계획 적용'),
      [text('nobody is there to ask, and --yes was not given', '물어볼 사람이 없고 --yes도 지정되지 않았습니다')],
      text(
        'Nothing was changed. Read the plan, then add --yes.',
        '변경된 것은 없습니다. 계획을 확인한 뒤 --yes를 추가하십시오.',
      ),
    );
  }
  const question = text(
    lost.length > 0 ? 'Apply these changes, and lose the values marked with !?' : 'Apply these changes?',
    lost.length > 0 ? '변경을 적용하고 !로 표시된 값을 버립니까?' : '이 변경을 적용합니까?',
  );
  if (!(await createPrompts(output.lang).confirm({ message: question, default: false }))) throw declined();
}
