import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT, RunbookError } from '../errors.ts';
import type { Helm, Release } from '../helm/helm.ts';
import { text } from '../text.ts';

export interface Patience {
  /** After this many milliseconds no helm is at work any more: its own default, and the one we give ours. */
  stale?: number;
  /** How long one that may be at work is waited for, in milliseconds. */
  wait?: number;
}

const STALE_MS = 300_000;
const WAIT_MS = 30_000;
const PAUSE_MS = 1_000;

/**
 * Makes a release that an earlier helm left half done fit for an upgrade, which helm otherwise refuses for ever (helm
 * issue 8987). helm runs on when our own run is killed, and ends within seconds; so what stays half done is somebody
 * else's work, or of a machine that died.
 * @throws RunbookError (exit 4) when somebody may still be at work.
 */
export async function recover(
  helm: Helm,
  name: string,
  { stale = STALE_MS, wait = WAIT_MS }: Patience = {},
): Promise<void> {
  const fresh = (live: Release) => isPending(live) && Date.now() - (live.since ?? Date.now()) < stale;
  const deadline = Date.now() + wait;
  let live = await helm.release(name);
  while (live && (fresh(live) || live.status === 'uninstalling') && Date.now() < deadline) {
    await sleep(Math.min(PAUSE_MS, wait));
    live = await helm.release(name);
  }
  if (!live) return;
  if (fresh(live)) throw atWork(helm, name, live, stale);
  const way = wayOut(live);
  if (way) await helm[way](name);
}

function isPending({ status }: Release): boolean {
  return status.startsWith('pending-');
}

// What is being uninstalled is meant to go: to repeat that takes nothing from whoever began it.
function wayOut({ status, revision }: Release): 'uninstall' | 'rollback' | undefined {
  if (status === 'pending-upgrade' || status === 'pending-rollback') return 'rollback';
  const unborn = status === 'pending-install' || (status === 'failed' && revision === 1);
  return unborn || status === 'uninstalling' ? 'uninstall' : undefined;
}

function atWork(helm: Helm, name: string, live: Release, stale: number): RunbookError {
  const since = new Date(live.since ?? Date.now()).toISOString();
  const command = helm.commandLine(wayOut(live) ?? 'rollback', name);
  const minutes = Math.ceil(stale / 60_000);
  return new RunbookError({
    exit: EXIT.locked,
    section: '6.3',
    doing: text(`Bring the helm release ${name} up to date`, `helm 릴리스 ${name} 반영`),
    causes: [
      text(
        `it is ${live.status} since ${since}: somebody else may be installing it right now`,
        `${since}부터 ${live.status} 상태입니다. 다른 사람이 지금 설치하고 있을 수 있습니다`,
      ),
    ],
    hint: text(
      `Run again when that is done. What is ${minutes} minutes old is put right by itself; if nobody is at work, this does it at once: ${command}`,
      `해당 작업이 끝난 뒤 다시 실행하십시오. ${minutes}분이 지나면 자동으로 복구합니다. 작업 중인 사람이 없으면 다음 명령으로 바로 복구할 수 있습니다: ${command}`,
    ),
  });
}
