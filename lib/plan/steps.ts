import type { Resolved } from '../desired.ts';
import { EXIT } from '../errors.ts';
import { type CrdRecords, crdRecords, parent, parentFor } from '../inventory/applyset.ts';
import { recordOf } from '../inventory/stack-record.ts';
import { asRunbookError } from '../kubernetes/api-error.ts';
import { createMask } from '../kubernetes/compare.ts';
import { nameOf, refOf } from '../kubernetes/object.ts';
import type { Input } from '../step.ts';
import { text } from '../text.ts';
import type { Plan, StepPlan } from './change.ts';
import { crdRecord } from './crd.ts';
import { planDeletes } from './delete.ts';
import { planObject } from './object.ts';
import type { Planner } from './planner.ts';
import { type Refused, refusal, unserved } from './refused.ts';
import { planRevised } from './revision.ts';
import { planContent, planWanted } from './wanted.ts';

/**
 * Plans every given step at once; never writes.
 * @throws RunbookError (exit 3) that lists every object that the API refuses.
 */
export async function planSteps(
  planner: Omit<Planner, 'mask' | 'revised'>,
  resolved: readonly Resolved[],
  input: Input,
): Promise<Plan> {
  const masked = { ...planner, mask: createMask() };
  const live = await planner.client.get(parent()).catch(inventoryFailed);
  const revised = planRevised(planner.client, resolved, (wanted) => planContent(masked, wanted));
  const withMask = { ...masked, revised };
  const results = await Promise.all(resolved.map((item) => planStep(withMask, item, input, crdRecords(live))));
  const refused = [...results.flatMap((result) => result.refused), ...unserved(results.map(({ plan }) => plan))];
  if (refused.length > 0) throw refusal(refused);
  const plans = results.map(({ plan }) => plan);
  const members = resolved.flatMap(({ wanted }) => wanted.map(({ object }) => refOf(object)));
  const stack = deploysStack(plans) ? recordOf(input.stack) : undefined;
  const object = parentFor(members, live, recordsOf(plans), stack);
  const inventory = await planObject(planner.client, { object }, withMask.mask).catch(inventoryFailed);
  return { steps: plans, inventory: { ...inventory, lost: [] }, members };
}

function inventoryFailed(error: unknown): never {
  const doing = text('Plan the inventory of what is ours', '런북이 관리하는 객체 목록 계획');
  throw asRunbookError(error, doing, { exit: EXIT.preflight });
}

// Only with its manifests does a stack come to the cluster; a run of other steps leaves what was recorded of it.
function deploysStack(plans: readonly StepPlan[]): boolean {
  return plans.some(({ step, leftOut }) => step.name === 'manifests' && !leftOut);
}

// A CRD that is as it should be is known again next time, also when an earlier run ended before it wrote that down.
function recordsOf(plans: readonly StepPlan[]): CrdRecords {
  const unchanged = plans.flatMap(({ changes }) => changes).filter(({ action }) => action === 'unchanged');
  const records = unchanged.flatMap(({ object, raw, live }) =>
    raw === undefined ? [] : [[object.metadata.name, crdRecord(raw, live)] as const],
  );
  return Object.fromEntries(records);
}

async function planStep(
  planner: Planner,
  { step, leftOut, wanted, obsolete, inTheWay = [], edited }: Resolved,
  input: Input,
  crds: CrdRecords,
): Promise<{ plan: StepPlan; refused: Refused[] }> {
  const planned = await Promise.allSettled(wanted.map((item) => planWanted(planner, item, crds)));
  const changes = planned.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const refused = planned.flatMap((result, i) => {
    const subject = wanted[i] ? nameOf(wanted[i].object) : '';
    return result.status === 'rejected' ? [{ section: step.section, subject, error: result.reason }] : [];
  });
  const deletes = await planDeletes(planner, obsolete, inTheWay).catch((error: unknown) => {
    refused.push({ section: step.section, subject: step.name, error });
    return [];
  });
  const work = leftOut ? undefined : await step.work?.(input, planner.ports);
  return {
    plan: { step, ...(leftOut && { leftOut }), changes: [...deletes, ...changes], edited, ...(work && { work }) },
    refused,
  };
}
