import { applyChange } from '../apply/object.ts';
import { recordCrds } from '../apply/record-crds.ts';
import { applyStep } from '../apply/step.ts';
import { interrupted } from '../command/interrupts.ts';
import { RunbookError } from '../errors.ts';
import { INVENTORY_TITLE } from '../inventory/applyset.ts';
import { nameOf } from '../kubernetes/object.ts';
import { type Change, isIdle, type Plan, pending, type StepPlan } from '../plan/change.ts';
import { waitUntilServed } from '../ready/served.ts';
import { type Text, text } from '../text.ts';
import type { Session } from './session.ts';
import { StoppedAt } from './stopped-at.ts';
import { runTasks, type Task } from './tasks.ts';

const CRDS_TIMEOUT_MS = 60_000;

/** Carries out a plan, step by step; steps that have nothing to do are passed over. @throws StoppedAt */
export async function applyPlan(session: Session, { steps, inventory }: Plan): Promise<void> {
  // The inventory knows of an object before the object is there; its own namespace comes before it.
  const at = steps.findIndex(({ changes }) => changes.some(({ object }) => object.kind === 'Namespace'));
  const tasks = [
    ...tasksOf(session, steps.slice(0, at + 1)),
    ...(inventory.action === 'unchanged' ? [] : [inventoryTask(session, inventory)]),
    ...tasksOf(session, steps.slice(at + 1)),
  ];
  await runTasks(session.output, tasks, process.stdout);
}

function inventoryTask({ client, interrupts }: Session, inventory: Change): Task {
  const run = async () => {
    await interrupts
      .writing(() => applyChange(client, inventory))
      .catch((error: unknown) => {
        throw new StoppedAt('namespace', error);
      });
  };
  return { title: text(`     ${INVENTORY_TITLE.en}`, `     ${INVENTORY_TITLE.ko}`), run };
}

function tasksOf(session: Session, steps: readonly StepPlan[]): Task[] {
  return steps
    .filter((step) => !isIdle(step))
    .map((plan) => {
      const { section, title } = plan.step;
      const number = section.padEnd(4);
      return {
        title: text(`${number} ${title.en}`, `${number} ${title.ko}`),
        run: (tell) => runStep(session, plan, tell),
      };
    });
}

async function runStep(session: Session, plan: StepPlan, tell: (words: Text) => void): Promise<void> {
  const { client, interrupts, output } = session;
  const { step } = plan;
  const all = pending(plan).length;
  let done = 0;
  try {
    if (interrupts.stopped()) throw interrupted();
    await interrupts.writing(() =>
      applyStep(client, plan, interrupts.stopped, ({ action, object }) => {
        done++;
        tell(text(`${done} of ${all}: ${nameOf(object)}`, `${all}개 중 ${done}: ${nameOf(object)}`));
        output.event('applied', { step: step.name, action, object: nameOf(object) });
      }),
    );
    if (interrupts.stopped()) throw interrupted();
    await settleCrds(session, plan);
  } catch (error) {
    throw new StoppedAt(step.name, error instanceof RunbookError ? error : wrapped(error));
  }
}

async function settleCrds({ client, interrupts }: Session, { changes }: StepPlan): Promise<void> {
  const crds = changes.filter(({ object }) => object.kind === 'CustomResourceDefinition');
  if (crds.every(({ action }) => action === 'unchanged')) return;
  await waitUntilServed(
    client,
    crds.map(({ object }) => object.metadata.name),
    CRDS_TIMEOUT_MS,
    interrupts.signal,
  );
  await interrupts.writing(() =>
    recordCrds(
      client,
      crds.filter(({ raw }) => raw !== undefined),
    ),
  );
}

function wrapped(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
