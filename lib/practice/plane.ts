import { accessSync, constants, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { RunbookError } from '../errors.ts';
import { text } from '../text.ts';
import type { Home } from './home.ts';
import { possibleMode } from './machine.ts';
import { type Master, type Mode, mastersOf } from './machines.ts';

/** A plane that is being made or is there. */
export interface Plane {
  home: Home;
  mode: Mode;
  masters: Master[];
}

/** The plane that is recorded under .practice/; undefined when there is none. */
export function readPlane(home: Home): Plane | undefined {
  if (!existsSync(home.plane)) return undefined;
  const { mode } = JSON.parse(readFileSync(home.plane, 'utf8')) as { mode: Mode };
  return { home, mode, masters: mastersOf(mode) };
}

/** The recorded plane, or the record of a new one. */
export function openPlane(home: Home): Plane {
  mkdirSync(home.logs, { recursive: true, mode: 0o700 });
  const recorded = readPlane(home);
  if (recorded) return recorded;
  const mode = possibleMode();
  writeFileSync(`${home.plane}.partial`, JSON.stringify({ mode }));
  renameSync(`${home.plane}.partial`, home.plane);
  return { home, mode, masters: mastersOf(mode) };
}

/** @throws RunbookError when another user, most likely root, made the plane */
export function demandOwner({ folder }: Home): void {
  if (!existsSync(folder)) return;
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    const doing = text('Opening the practice plane', '연습 환경 열기');
    const causes = [text(`${folder} belongs to another user`, `${folder}은(는) 다른 사용자의 것입니다`)];
    const hint = text(
      'run this as the user that ran up, such as by sudo',
      'up을 실행한 사용자로 실행하십시오(예: sudo)',
    );
    throw new RunbookError({ doing, causes, hint }, { cause });
  }
}
