import { EXIT, RunbookError } from '../errors.ts';
import type { KubeObject } from '../kubernetes/object.ts';
import { RELEASE } from '../msteams/release.ts';
import type { Plan } from '../plan/change.ts';
import { awaited } from '../ready/awaited.ts';
import { becomesReady } from '../ready/condition.ts';
import { operatedOf } from '../ready/operated.ts';
import { showWaiting, type Waiting, waitForAll } from '../ready/wait.ts';
import { whyStuck } from '../ready/why.ts';
import type { Input } from '../step.ts';
import { join, text } from '../text.ts';
import type { Session } from './session.ts';
import { StoppedAt } from './stopped-at.ts';
import { runTasks } from './tasks.ts';

const TIMEOUT_MS = 600_000;

/**
 * Waits until everything of the plan's steps works: pods, conditions, certificate, volume, the helm release.
 * @throws RunbookError with the reason for each object that doesn't, in the cluster's own words.
 */
export async function waitUntilReady(session: Session, plan: Plan, { facts }: Input): Promise<void> {
  const { client, interrupts, output } = session;
  const objects = [...awaited(plan.steps, facts.cluster), ...(await releaseObjects(session, plan))];
  if (objects.length === 0) return;
  const title = text(
    `     Wait until ${objects.length} objects work`,
    `     객체 ${objects.length}개가 동작할 때까지 대기`,
  );
  const run = async (tell: (words: ReturnType<typeof text>) => void) => {
    const progress = (left: readonly Waiting[]) => {
      const [first] = left;
      if (first)
        tell(text(`${left.length} left: ${showWaiting(first)}`, `${left.length}개 남음: ${showWaiting(first)}`));
    };
    for (const round of [objects, objects.flatMap((object) => operatedOf(object) ?? [])]) {
      const left = await waitForAll(client, round, { timeoutMs: TIMEOUT_MS, signal: interrupts.signal, progress });
      if (left.length > 0) throw await notReady(session, left);
    }
  };
  const last = plan.steps.at(-1)?.step.name ?? '';
  await runTasks(output, [{ title, run }], process.stdout).catch((error: unknown) => {
    throw new StoppedAt(last, error);
  });
}

async function releaseObjects({ ports }: Session, { steps }: Plan): Promise<KubeObject[]> {
  const released = steps.some(({ step, leftOut }) => step.name === 'msteams-release' && !leftOut);
  return released ? (await ports.helm.objects(RELEASE)).filter(({ kind }) => becomesReady(kind)) : [];
}

async function notReady({ client }: Session, left: readonly Waiting[]): Promise<RunbookError> {
  const causes = await Promise.all(
    left.map(async (waiting) =>
      join([showWaiting(waiting), ...(await whyStuck(client, waiting.object)).map((why) => `  ${why}`)], '\n'),
    ),
  );
  const minutes = TIMEOUT_MS / 60_000;
  return new RunbookError({
    exit: EXIT.failed,
    section: '5.4',
    doing: text(`Wait until everything works (${minutes} minutes)`, `모두 동작할 때까지 대기(${minutes}분)`),
    causes,
    hint: text(
      'Everything was applied. Put the causes right and run again.',
      '모두 적용되었습니다. 원인을 해결한 뒤 다시 실행하십시오.',
    ),
  });
}
