import { causeOf, RunbookError } from '../errors.ts';
import { ApiError } from '../kubernetes/api-error.ts';
import type { Client } from '../kubernetes/client.ts';
import { type KubeObject, nameOf } from '../kubernetes/object.ts';
import { type Change, pending, type StepPlan } from '../plan/change.ts';
import { join, type Text, text } from '../text.ts';
import { applyChange } from './object.ts';

/** What happened to a change, for whoever follows the run. */
export type Wrote = (change: Change, written: KubeObject) => void;

/**
 * Carries out what was planned for one step, all its objects at once. A stop asked for in the middle lets the writes
 * under way end and starts no other. Where something in the way can't be taken away nothing comes beside it; a mere
 * leftover that stays holds nothing back.
 * @throws RunbookError that names the section and every object that failed.
 */
export async function applyStep(client: Client, plan: StepPlan, stopped: () => boolean, wrote: Wrote): Promise<void> {
  const { step } = plan;
  const changes = pending(plan).toSorted((a, b) => rank(a) - rank(b));
  const write = async (change: Change) => {
    if (!stopped()) wrote(change, await applyChange(client, change));
  };
  // What must not stand beside the new is gone before the new comes.
  const deletes = changes.filter(({ action }) => action === 'delete');
  const gone = await Promise.allSettled(deletes.map(write));
  const stays = gone.some(({ status }, i) => status === 'rejected' && deletes[i]?.inTheWay);
  const others = changes.slice(deletes.length);
  const comes = stays ? [] : others;
  const results = [...gone, ...(await Promise.allSettled(comes.map(write)))];
  const failed = results.flatMap((result, i) =>
    result.status === 'rejected' ? [{ change: changes[i], error: result.reason as unknown }] : [],
  );
  if (failed.length > 0) throw stepFailure(step, failed, others.length - comes.length);
  if (plan.work && plan.work.action !== 'unchanged' && !stopped()) await plan.work.apply();
}

/** Kinds that start pods; what their pods read and may do is sent before them. */
const WORKLOADS = ['Deployment', 'DaemonSet', 'StatefulSet', 'Prometheus', 'Alertmanager'];

function rank({ action, object }: Change): number {
  if (action === 'delete') return 0;
  return WORKLOADS.includes(object.kind) ? 2 : 1;
}

function stepFailure(
  { section, title: doing }: StepPlan['step'],
  failed: { change: Change | undefined; error: unknown }[],
  unwritten: number,
): unknown {
  const bug = failed.find(({ error }) => !(error instanceof ApiError || error instanceof RunbookError));
  if (bug) return bug.error;
  const [first] = failed;
  const held = unwritten > 0 ? [heldBack(unwritten)] : [];
  if (failed.length === 1 && first?.error instanceof RunbookError) {
    const { failure } = first.error;
    return new RunbookError(
      { ...failure, section: failure.section ?? section, causes: [...failure.causes, ...held] },
      { cause: first.error },
    );
  }
  const causes = failed.map(({ change, error }) => join([change ? `${nameOf(change.object)}:` : '', causeOf(error)]));
  const hint = text(
    'What this step has applied stays; running again continues from here.',
    '이 단계에서 이미 적용된 것은 그대로이며, 다시 실행하면 여기서부터 이어집니다.',
  );
  return new RunbookError({ section, doing, causes: [...causes, ...held], hint });
}

function heldBack(unwritten: number): Text {
  return text(
    `What could not be deleted must not stand beside what comes: ${unwritten} other object(s) of this step were not written.`,
    `삭제하지 못한 객체는 새 객체와 함께 있을 수 없으므로 이 단계의 나머지 객체 ${unwritten}개는 쓰지 않았습니다.`,
  );
}
