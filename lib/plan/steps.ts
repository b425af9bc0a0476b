import type { Resolved, Wanted } from '../desired.ts';
import { EXIT, RunbookError } from '../errors.ts';
import type { ClusterFacts } from '../facts.ts';
import { type CrdRecords, crdRecords, parent, parentFor } from '../inventory/applyset.ts';
import { recordOf } from '../inventory/stack-record.ts';
import { ApiError } from '../kubernetes/api-error.ts';
import type { Client } from '../kubernetes/client.ts';
import { createMask, type Mask } from '../kubernetes/compare.ts';
import { keyOf, nameOf, refOf } from '../kubernetes/object.ts';
import type { Ports } from '../ports.ts';
import type { Input } from '../step.ts';
import { type Text, text } from '../text.ts';
import type { Change, Plan, StepPlan } from './change.ts';
import { crdRecord, planCrd } from './crd.ts';
import { planDeferred } from './deferred.ts';
import { planDeletes } from './delete.ts';
import { planObject } from './object.ts';
import { planRevised, type Revised, withRevisions } from './revision.ts';

/** What planning reads through. */
export interface Planner {
  client: Client;
  ports: Ports;
  mask: Mask;
  /** What of the cluster makes a change cost more or less. */
  cluster?: ClusterFacts;
  /** Changes whose outcome decides which pods restart. */
  revised: Revised;
}

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
  const live = await planner.client.get(parent());
  const revised = planRevised(planner.client, resolved, (wanted) => planContent(masked, wanted));
  const withMask = { ...masked, revised };
  const results = await Promise.all(resolved.map((item) => planStep(withMask, item, input, crdRecords(live))));
  const refused = [...results.flatMap((result) => result.refused), ...unserved(results.map(({ plan }) => plan))];
  if (refused.length > 0) throw refusal(refused);
  const plans = results.map(({ plan }) => plan);
  const members = resolved.flatMap(({ wanted }) => wanted.map(({ object }) => refOf(object)));
  const stack = deploysStack(plans) ? recordOf(input.stack) : undefined;
  const object = parentFor(members, live, recordsOf(plans), stack);
  const inventory = await planObject(planner.client, { object }, withMask.mask);
  return { steps: plans, inventory: { ...inventory, lost: [] }, members };
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

// Objects whose kind nobody serves, and no CRD is planned that would.
function unserved(plans: readonly StepPlan[]): Refused[] {
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

interface Refused {
  section: string;
  subject: string;
  error: unknown;
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
  const deletes = await planDeletes(planner, obsolete, inTheWay);
  const work = leftOut ? undefined : await step.work?.(input, planner.ports);
  return {
    plan: { step, ...(leftOut && { leftOut }), changes: [...deletes, ...changes], edited, ...(work && { work }) },
    refused,
  };
}

async function planWanted(planner: Planner, wanted: Wanted, crds: CrdRecords): Promise<Change> {
  const { client, revised } = planner;
  const { object, raw, restarts } = wanted;
  if (raw !== undefined && object.kind === 'CustomResourceDefinition') {
    return planCrd(client, object, raw, crds[object.metadata.name]);
  }
  const known = restarts && revised.get(keyOf(object));
  return known ?? planContent(planner, await withRevisions(client, wanted, revised));
}

async function planContent(planner: Omit<Planner, 'revised'>, wanted: Wanted): Promise<Change> {
  const { client, ports, mask, cluster } = planner;
  const { settled, complete } = wanted;
  if (settled) return planDeferred(client, wanted, settled, ports, mask);
  const whole = complete ? { ...wanted, object: await complete(ports) } : wanted;
  return planObject(client, whole, mask, cluster);
}

function refusal(refused: readonly Refused[]): RunbookError {
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
