import { linesReport } from '../output/progress.ts';
import type { Lang } from '../text.ts';
import { text } from '../text.ts';
import type { Report } from '../tools/report.ts';
import { remove } from './down.ts';
import { type Home, homeOf } from './home.ts';
import { locked } from './lock.ts';
import { MARK, PART } from './processes.ts';
import { statusOf } from './status.ts';
import type { Status } from './status-document.ts';
import { raise } from './up.ts';

export type { Status } from './status-document.ts';

export interface UpOptions {
  lang?: Lang;
  /** Takes the progress line by line. */
  log?: (line: string) => void;
  /** Takes the progress in place of `log`. */
  report?: Report;
}

/**
 * Brings this checkout's practice plane up, or what is missing of it; waits for an `up` that is at it already.
 * @throws RunbookError
 */
export async function up(options: UpOptions = {}): Promise<Status> {
  const { lang = 'en', log = () => {}, report = linesReport(lang, log) } = options;
  const home = homeOf();
  const waiting = (holder: number) =>
    report.note(
      text(
        `waiting for process ${holder}, which works on this plane already`,
        `이 환경을 이미 다루고 있는 프로세스 ${holder}을(를) 기다립니다`,
      ),
    );
  await locked(home, waiting, () => asPartOf(home, () => raise(home, report)));
  return status();
}

/**
 * Ends this checkout's practice plane and removes all that belongs to it; an `up` that is at it is ended first.
 * @throws RunbookError
 */
export async function down(): Promise<void> {
  const home = homeOf();
  await locked(home, endHolder, () => remove(home));
}

function endHolder(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** Reads the state of this checkout's practice plane. */
export function status(): Promise<Status> {
  return statusOf(homeOf());
}

/** While the work lasts, what we start is marked as the plane's, and what we write can be read by its own users. */
async function asPartOf<T>(home: Home, work: () => Promise<T>): Promise<T> {
  const umask = process.umask(0o022);
  Object.assign(process.env, { [MARK]: home.folder, [PART]: 'tools' });
  try {
    return await work();
  } finally {
    process.umask(umask);
    delete process.env[MARK];
    delete process.env[PART];
  }
}
