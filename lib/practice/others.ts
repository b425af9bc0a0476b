import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { RunbookError } from '../errors.ts';
import { text } from '../text.ts';
import type { Home } from './home.ts';
import { HELM_PORT } from './machines.ts';
import { networkOwner } from './network.ts';
import { running, runningIn } from './processes.ts';

/** @throws RunbookError naming the plane of another checkout that is in the way, with the command that stops it */
export function demandNoOther(home: Home): void {
  const others = running().map((one) => one.home);
  const owner = networkOwner();
  if (owner && existsSync(owner)) others.push(owner);
  const other = others.find((folder) => folder !== home.folder);
  if (!other) return;
  throw new RunbookError({
    doing: text('Looking for other practice planes', '다른 연습 환경 확인'),
    causes: [
      text(
        `the plane of ${dirname(other)} is up; both would want the same addresses`,
        `${dirname(other)}의 연습 환경이 떠 있어 같은 주소를 쓰게 됩니다`,
      ),
    ],
    hint: text(`stop it first: ${stopCommand(other)}`, `먼저 종료하십시오: ${stopCommand(other)}`),
  });
}

function stopCommand(folder: string): string {
  return `(cd ${dirname(folder)} && npx zx runbook/practice.mts down)`;
}

/** @throws RunbookError when a foreign program listens on the helm repository's port */
export async function demandHelmPort(home: Home): Promise<void> {
  if (runningIn(home).some(({ part }) => part === 'helm-repository')) return;
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(taken(error)));
    server.listen(HELM_PORT, '127.0.0.1', () => server.close(() => resolve()));
  });
}

function taken(error: Error): RunbookError {
  return new RunbookError({
    doing: text('Serving the helm repository of the practice plane', '연습용 helm 저장소 제공'),
    causes: [
      text(
        `127.0.0.1:${HELM_PORT} is taken by another program (${error.message})`,
        `127.0.0.1:${HELM_PORT} 포트를 다른 프로그램이 쓰고 있습니다(${error.message})`,
      ),
    ],
    hint: text(
      `end it (ss -ltnp 'sport = :${HELM_PORT}' names it), then run up again`,
      `해당 프로그램을 종료하고(ss -ltnp 'sport = :${HELM_PORT}'로 확인) up을 다시 실행하십시오`,
    ),
  });
}
