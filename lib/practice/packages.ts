import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { text } from '../text.ts';
import { lastLines } from '../tools/output-lines.ts';
import type { Report } from '../tools/report.ts';
import { searchPath } from '../tools/search.ts';
import type { SystemTool } from '../tools/table.ts';
import { lacking, packagesOf } from './machine.ts';
import { MARK } from './processes.ts';
import { run } from './run.ts';

const POLICY = '/usr/sbin/policy-rc.d';
const OURS = '# by the practice plane of tks-runbook';
/** A host that is there answers within seconds; one that drops packets shall not hold us for minutes. */
const quick = (seconds: number) =>
  ['Retries=0', `http::Timeout=${seconds}`, `https::Timeout=${seconds}`].flatMap((each) => ['-o', `Acquire::${each}`]);
const UPDATE = ['update', '-q', ...quick(5)];
const INSTALL = ['install', '-y', '-q', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=60', ...quick(10)];
const UPDATE_LIMIT = 60_000;
const RESOLVER = 'timeout:2 attempts:2';

/**
 * Installs the packages of missing tools, as root on a system with apt; elsewhere the error names each.
 * The ssh service that comes along is kept from starting, now and at the next boot.
 */
export async function install(tools: readonly SystemTool[], report: Report): Promise<void> {
  const apt = searchPath('apt-get', process.env);
  if (process.getuid?.() !== 0) throw lacking(tools, [text('only root can install them', 'root만 설치할 수 있습니다')]);
  if (!apt) throw lacking(tools, [text('this system has no apt to install them with', '설치에 쓸 apt가 없습니다')]);
  const names = packagesOf(tools);
  const list = names.join(' ');
  // Not marked as a part of the plane: ended half-way by a later `up` or `down`, dpkg would be left broken.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C', RES_OPTIONS: RESOLVER, [MARK]: '' };
  await report.during(text(`installing ${list}`, `${list} 설치 중`), async () => {
    const complaints = await update(apt, env);
    await withoutServices(() => promisify(execFile)(apt, [...INSTALL, ...names], { env, maxBuffer: 32 << 20 })).catch(
      (error: unknown) => {
        throw lacking(tools, [
          text('apt-get could not install them:', 'apt-get으로 설치하지 못했습니다:'),
          ...lastLines(error),
          ...complaints,
        ]);
      },
    );
    if (names.includes('openssh-server')) await keepFromBoot();
  });
  report.note(text(`installed with apt: ${list}`, `apt로 설치함: ${list}`));
}

/**
 * Gets the lists of packages. Whether that is enough only the installation can tell: old lists may do, and apt-get calls
 * it a success when it reached no host.
 * @returns what it complained about
 */
async function update(apt: string, env: NodeJS.ProcessEnv): Promise<string[]> {
  const options = { env, timeout: UPDATE_LIMIT, maxBuffer: 32 << 20 };
  const lines = await promisify(execFile)(apt, UPDATE, options).then(
    ({ stderr }) => stderr.trim().split('\n'),
    (error: unknown) => lastLines(error),
  );
  return lines.filter((line) => /^[WE]:|ENOENT|EACCES/.test(line)).slice(0, 2);
}

/** Denies packages the start of their services while the work runs, and no longer even if we are killed. */
async function withoutServices(work: () => Promise<unknown>): Promise<void> {
  removeOurPolicy();
  const made = !existsSync(POLICY);
  if (made)
    writeFileSync(POLICY, `#!/bin/sh\n${OURS}\n[ -d /proc/${process.pid} ] && exit 101\nexit 0\n`, { mode: 0o755 });
  try {
    await work();
  } finally {
    if (made) removeOurPolicy();
  }
}

/** Removes what a killed run left behind. */
export function removeOurPolicy(): void {
  if (existsSync(POLICY) && readFileSync(POLICY, 'utf8').includes(OURS)) rmSync(POLICY, { force: true });
}

async function keepFromBoot(): Promise<void> {
  const systemctl = searchPath('systemctl', process.env);
  if (!systemctl || !existsSync('/run/systemd/system')) return;
  const doing = text('Disabling the ssh service that was installed', '설치된 ssh 서비스 비활성화');
  await run(doing, systemctl, ['disable', '--now', 'ssh.service', 'ssh.socket']).catch(() => {});
}
