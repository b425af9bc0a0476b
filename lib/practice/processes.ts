import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Home } from './home.ts';

/** Every process of a plane carries this variable, so none can be taken for another's by a stale number. */
export const MARK = 'TKS_PRACTICE_HOME';
/** Which part of the plane a process plays. */
export const PART = 'TKS_PRACTICE_PART';

export interface Running {
  pid: number;
  /** The .practice folder of its plane. */
  home: string;
  /** Such as `kube-apiserver`, `sshd-master1`. */
  part: string;
}

/** The environment of a process that belongs to a plane. */
export function marked(home: Home, part: string, more: Record<string, string> = {}): NodeJS.ProcessEnv {
  return { ...process.env, [MARK]: home.folder, [PART]: part, ...more };
}

/** Starts a part of the plane that outlives us; its output goes to logs/PART.log. */
export function startPart(home: Home, part: string, command: readonly [string, ...string[]]): ChildProcess {
  const log = openSync(join(home.logs, `${part}.log`), 'w', 0o600);
  try {
    const [file, ...args] = command;
    const child = spawn(file, args, {
      detached: true,
      stdio: ['ignore', log, log],
      cwd: '/',
      env: marked(home, part),
    });
    child.on('error', () => {});
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

/** Every running process of any plane on this machine that we may see. */
export function running(): Running[] {
  return numbers()
    .filter((pid) => pid !== process.pid)
    .flatMap((pid) => partOf(pid) ?? []);
}

/** The running processes of one plane. */
export function runningIn(home: Home): Running[] {
  return running().filter((one) => one.home === home.folder);
}

function partOf(pid: number): Running | undefined {
  try {
    const title = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    if (title === '') return undefined;
    return sshdOf(pid, title) ?? markedOf(pid, title);
  } catch {
    return undefined;
  }
}

/** sshd writes its title over its environment; the configuration file in the title tells whose it is. */
function sshdOf(pid: number, title: string): Running | undefined {
  const [, home, master] = /-f (\/.*\/\.practice)\/masters\/([a-z0-9]+)\//.exec(title.replaceAll('\0', ' ')) ?? [];
  if (!home || !master || basename(readlinkSync(`/proc/${pid}/exe`)) !== 'sshd') return undefined;
  return { pid, home, part: `sshd-${master}` };
}

function markedOf(pid: number, title: string): Running | undefined {
  const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  const value = (name: string) => environment.find((line) => line.startsWith(`${name}=`))?.slice(name.length + 1);
  const home = value(MARK);
  if (!home) return undefined;
  const part = value(PART) ?? '';
  return { pid, home, part: part === 'kwokctl' ? basename(title.split('\0')[0] ?? '').replace(/@.*/, '') : part };
}

/** Ends some parts of a plane and waits until they are gone. */
export function endParts(home: Home, parts: readonly string[]): Promise<void> {
  return kill(() =>
    runningIn(home)
      .filter(({ part }) => parts.includes(part))
      .map(({ pid }) => pid),
  );
}

/**
 * Kills processes, and those that appear meanwhile, until there are none. Without asking them first: what a plane holds
 * is either kept in etcd, which is made for that, or removed with the plane.
 */
export async function kill(find: () => readonly number[]): Promise<void> {
  for (let pids = find(); pids.length > 0; pids = find()) {
    for (const pid of pids) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It ended by itself.
      }
    }
    await sleep(30);
  }
}

/** Processes and all that they started: a session of sshd carries no mark of the plane. */
export function withChildren(pids: readonly number[]): number[] {
  const all = new Set(pids);
  const parents = numbers().map((pid) => [pid, parentOf(pid)] as const);
  for (let size = 0; size < all.size; ) {
    size = all.size;
    for (const [pid, parent] of parents) if (parent !== undefined && all.has(parent)) all.add(pid);
  }
  return [...all];
}

function numbers(): number[] {
  return readdirSync('/proc').flatMap((name) => (/^[0-9]+$/.test(name) ? Number(name) : []));
}

function parentOf(pid: number): number | undefined {
  try {
    // The name in brackets may hold anything, so the fields are counted from its end.
    const [, fields = ''] = /^.*\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    return Number(fields.split(' ')[1]);
  } catch {
    return undefined;
  }
}
