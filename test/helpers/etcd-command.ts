import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { listenToInterrupts } from '../../lib/command/interrupts.ts';
import { readOptions } from '../../lib/command/options.ts';
import { EXIT, formatError, RunbookError } from '../../lib/errors.ts';
import { createOutput } from '../../lib/output/output.ts';
import { install } from '../../lib/run/install.ts';
import { StoppedAt } from '../../lib/run/stopped-at.ts';
import { STEPS } from '../../steps/index.ts';
import { onMachines } from './on-machines.ts';
import { KUBECONFIG, kubectl, ON_PLANE, ROOT } from './plane.ts';
import { openNow } from './ssh-session.ts';
import { type Sshd, type SshdOptions, startSshd } from './sshd.ts';

/** Where a master's certificates may be. */
const FOLDERS = ['/etc/ssl/etcd', '/etc/kubernetes', '/var/lib/rancher', '/var/lib/k0s'];
export const KUBESPRAY = '/etc/ssl/etcd/ssl';
/** A file of the plane's own kubespray folder: pairs of its CA, that its members take. */
export const ofPlane = (file: string): string => join(ROOT, '.practice/masters/master1/etc/ssl/etcd/ssl', file);

/** A test that needs the plane's masters, a sshd with a machine of its own, and the API. */
export const when = onMachines;

const folder = mkdtempSync(join(tmpdir(), 'tks-test-'));
export const path = (name: string): string => join(folder, name);
test.after(() => rmSync(folder, { recursive: true }));

/** A master of a test's own: its user `op` may do everything by sudo. */
export function startNode(options: SshdOptions = {}): Promise<Sshd> {
  return startSshd({ sudoers: ['op ALL=(ALL:ALL) NOPASSWD: ALL'], folders: FOLDERS, ...options });
}

/** Gives a master these files and no others: where they are there, and where they are from. */
export function furnish(sshd: Sshd, files: Record<string, string>): void {
  for (const own of FOLDERS)
    for (const name of readdirSync(sshd.path(own))) rmSync(sshd.path(join(own, name)), { recursive: true });
  for (const [target, source] of Object.entries(files)) {
    mkdirSync(dirname(sshd.path(target)), { recursive: true, mode: 0o700 });
    cpSync(source, sshd.path(target));
  }
}

/** kubespray's files with a pair of the plane, under the name of a node. */
export function kubespray(pair = 'node-master1', node = 'master1'): Record<string, string> {
  return {
    [`${KUBESPRAY}/ca.pem`]: ofPlane('ca.pem'),
    [`${KUBESPRAY}/node-${node}.pem`]: ofPlane(`${pair}.pem`),
    [`${KUBESPRAY}/node-${node}-key.pem`]: ofPlane(`${pair}-key.pem`),
  };
}

/** Answers that lead to a test's own master. */
export function answersFor(sshd: Sshd, ssh: object = {}, certificates: object = {}): object {
  const knownHosts = sshd.write('known_hosts', sshd.known);
  return {
    hosts: [{ host: '127.0.0.1', port: sshd.port, name: 'master1' }],
    ssh: { config: '/dev/null', user: 'op', identityFile: sshd.key, knownHosts, sudo: 'nopasswd', ...ssh },
    ...certificates,
  };
}

export interface Ended {
  code: number;
  /** All that it wrote. */
  said: string;
  seconds: number;
}

/** Runs step etcd-certs by the command's own body, and proves that neither a socket here nor a process anywhere stays. */
export async function etcdCerts(
  certificates: object,
  { env = {}, servers = [] }: { env?: Record<string, string>; servers?: readonly Sshd[] } = {},
): Promise<Ended> {
  writeFileSync(path('answers.yaml'), JSON.stringify({ etcd: { certificates } }));
  const before = { sessions: sessions(), sockets: openNow() };
  const start = performance.now();
  const ended = await withEnvironment({ SSH_AUTH_SOCK: '', ...env }, () =>
    installed('--answers', path('answers.yaml'), '--only', 'etcd-certs'),
  );
  const seconds = (performance.now() - start) / 1000;
  const left = () => [...proxies(), ...servers.flatMap((sshd) => sshd.children())];
  const more = () => openNow() > before.sockets || sessions() > before.sessions;
  for (let tries = 0; (left().length > 0 || more()) && tries < 100; tries++) await sleep(20);
  assert.equal(left(), [], 'processes left');
  assert.ok(sessions() <= before.sessions, 'sessions left on the masters');
  assert.ok(openNow() <= before.sockets, 'sockets left open');
  return { ...ended, seconds };
}

async function withEnvironment<T>(env: Record<string, string>, work: () => Promise<T>): Promise<T> {
  const before = { ...process.env };
  Object.assign(process.env, env);
  try {
    return await work();
  } finally {
    for (const name of Object.keys(env)) delete process.env[name];
    Object.assign(process.env, before);
  }
}

/** install.mts on the plane, unattended, without the start of a process: its code and its words. */
async function installed(...args: string[]): Promise<{ code: number; said: string }> {
  let said = '';
  const take = (words: string) => {
    said += words;
  };
  const options = readOptions([...ON_PLANE, ...args, '--yes', '--output', 'jsonl'], process.env);
  const interrupts = listenToInterrupts(
    () => {},
    () => process.exit(),
  );
  try {
    const code = await install(STEPS)(options, createOutput(options, { out: take, err: take }), interrupts);
    return { code, said };
  } catch (thrown) {
    const error = thrown instanceof StoppedAt ? thrown.cause : thrown;
    const code = error instanceof RunbookError ? error.exit : EXIT.failed;
    return { code, said: `${said}${formatError(error, 'en')}\n` };
  } finally {
    interrupts.close();
  }
}

/** The processes of API proxies that runs on this plane started. */
export function proxies(): number[] {
  return readdirSync('/proc').flatMap((pid) => {
    try {
      const line = /^\d+$/.test(pid) ? readFileSync(`/proc/${pid}/cmdline`, 'utf8') : '';
      return line.includes('--unix-socket=') && line.includes(KUBECONFIG) ? Number(pid) : [];
    } catch {
      return [];
    }
  });
}

/** How many processes the plane's masters have. */
function sessions(): number {
  const space = execFileSync('stat', ['-c', '%i', '/run/netns/tks-practice'], { encoding: 'utf8' }).trim();
  const all = execFileSync('sh', ['-c', 'readlink /proc/[0-9]*/ns/net || true'], { encoding: 'utf8' });
  return all.split('\n').filter((link) => link === `net:[${space}]`).length;
}

const SECRET = ['-n', 'monitoring', 'secret', 'etcd-certs', '--ignore-not-found'];
/** The Secret as the API has it, with its version; empty when there is none. */
export const secret = (): Promise<string> => kubectl('get', ...SECRET, '--output=json', '--show-managed-fields');

/** Proves that a run writes the Secret anew, with exactly these files by their names in it. */
export async function copied(
  certificates: object,
  files: Record<string, string>,
  options: Parameters<typeof etcdCerts>[1] = {},
): Promise<Ended> {
  await kubectl('delete', ...SECRET);
  const ended = await etcdCerts(certificates, options);
  assert.is(ended.code, 0, ended.said);
  const { data } = JSON.parse(await secret()) as { data: Record<string, string> };
  const expected = Object.entries(files).map(([name, source]) => [name, readFileSync(source).toString('base64')]);
  assert.equal(data, Object.fromEntries(expected));
  return ended;
}

/** Proves that a run ends with one message, in time, and leaves the Secret as it is. */
export async function refused(
  certificates: object,
  words: RegExp,
  { exit = 3, within = 20, ...options }: { exit?: number; within?: number } & Parameters<typeof etcdCerts>[1] = {},
): Promise<Ended> {
  const before = await secret();
  const ended = await etcdCerts(certificates, options);
  const { code, said, seconds } = ended;
  assert.is(code, exit, said);
  assert.match(said, words, said);
  assert.is(said.match(/^✖/gm)?.length, 1, said);
  assert.not.match(said, /PRIVATE KEY|Unexpected error|\bat file:/);
  assert.ok(seconds < within, `${seconds} s`);
  assert.is(await secret(), before, 'the Secret was touched');
  return ended;
}

/** The namespace, and the Secret as it is copied from the plane's own first master. */
export async function withSecret(): Promise<void> {
  const made = await installed('--only', 'namespace');
  assert.is(made.code, 0, made.said);
  const { code, said } = await etcdCerts({});
  assert.is(code, 0, said);
}
