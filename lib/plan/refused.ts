import { EXIT, RunbookError } from '../errors.ts';
import { ApiError } from '../kubernetes/api-error.ts';
import { nameOf } from '../kubernetes/object.ts';
import { type Text, text } from '../text.ts';
import type { StepPlan } from './change.ts';

/** What can't be planned, and why. */
export interface Refused {
  section: string;
  subject: string;
  error: unknown;
}

/** Objects whose kind nobody serves, and no CRD is planned that would. */
export function unserved(plans: readonly StepPlan[]): Refused[] {
  const crds = plans.some(({ changes }) => changes.some(({ object }) => object.kind === 'CustomResourceDefinition'));
  if (crds) return [];
  return plans.flatMap(({ step: { section }, changes }) =>
    changes
      .filter((change) => change.unserved)
      .map(({ object }) => ({
        section,
        subject: nameOf(object),
        error: ApiError.unserved(object.apiVersion, object.kind),
      })),
  );
}

/** All that was refused, as one error: exit 3, nothing was changed. */
export function refusal(refused: readonly Refused[]): RunbookError {
  const [first] = refused;
  if (first?.error instanceof RunbookError && refused.length === 1) return first.error;
  const causes = refused.map(({ section, subject, error }): Text | string => `${section} ${subject}: ${words(error)}`);
  const doing = text('Plan the changes', '변경 계획');
  return new RunbookError({ exit: EXIT.preflight, doing, causes, hint: hintFor(refused) });
}

function hintFor(refused: readonly Refused[]): Text {
  const errors = refused.map(({ error }) => error).filter((error) => error instanceof ApiError);
  if (errors.some(({ unserved: missing }) => missing)) {
    return text(
      'Nothing was changed. The CRDs have to come first: --from crds.',
      '변경된 것은 없습니다. CRD를 먼저 배포하십시오: --from crds.',
    );
  }
  if (errors.some(({ message }) => /immutable|may not be changed|forbidden: .*(updates|resized)/i.test(message))) {
    return text(
      'Nothing was changed. What is immutable can only be deleted and made anew, by hand and with care.',
      '변경된 것은 없습니다. 변경할 수 없는 필드는 객체를 직접, 신중히 삭제한 뒤 다시 만들어야 합니다.',
    );
  }
  return text('Nothing was changed.', '변경된 것은 없습니다.');
}

function words(error: unknown): string {
  if (error instanceof ApiError || error instanceof RunbookError) return error.message;
  throw error;
}
