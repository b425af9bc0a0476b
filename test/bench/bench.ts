/**
 * `npm run bench`: how long applying the manifests of kube-prometheus takes beside `kubectl apply -f`, how much memory
 * the runbook needs for it, on a fresh practice plane, and how long reading certificates from several masters takes.
 * Ratios only, since times depend on the machine; one that is over its limit ends the bench with exit code 1.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { run } from '../../lib/process/run.ts';
import { loadStack } from '../../lib/stack/load.ts';
import { benchMasters } from './masters.ts';
import { printRatio } from './ratio.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BIN = join(ROOT, 'node_modules', '.bin');
const KUBECONFIG = join(ROOT, '.practice', 'kubeconfig');
const REAL = join(ROOT, '..', 'shared', 'kube-prometheus', '0.18');
const STACK = existsSync(REAL) ? REAL : join(ROOT, 'test', 'stack');
const ROUNDS = 3;
const MOST_MEMORY_MB = 300;

interface Run {
  seconds: number;
  /** Of the write phase alone; the rest is start, survey and plan. */
  applySeconds: number;
  peakMb: number;
}

async function main(): Promise<void> {
  await benchMasters();
  await practice('down');
  await practice('up');
  await kubectl('create', 'namespace', 'monitoring');
  await kubectl('apply', '--server-side', '-f', join(STACK, 'manifests', 'setup'));
  await kubectl('wait', '--for=condition=Established', '--all', 'CustomResourceDefinition', '--timeout=60s');
  const { manifests } = await loadStack(STACK);
  console.log(`${STACK}: ${manifests.length} objects, ${ROUNDS} rounds, each way in turn`);
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await oneRound(manifests.length));
  await practice('down');
  report(rounds);
}

async function oneRound(objects: number): Promise<{ kubectl: number; runbook: Run }> {
  const started = performance.now();
  await kubectl('apply', '-f', join(STACK, 'manifests'));
  const byKubectl = (performance.now() - started) / 1000;
  await clear();
  const runbook = await install(objects);
  await clear();
  console.log(
    `kubectl apply ${byKubectl.toFixed(2)} s; runbook ${runbook.seconds.toFixed(2)} s, of it writing ${runbook.applySeconds.toFixed(2)} s; peak ${runbook.peakMb.toFixed(0)} MB`,
  );
  return { kubectl: byKubectl, runbook };
}

function report(rounds: readonly { kubectl: number; runbook: Run }[]): void {
  const peak = Math.max(...rounds.map(({ runbook }) => runbook.peakMb));
  const ratio = (pick: (run: Run) => number) => median(rounds.map(({ kubectl, runbook }) => pick(runbook) / kubectl));
  printRatio(
    'writing the objects / kubectl apply',
    ratio((run) => run.applySeconds),
    0.25,
  );
  printRatio(
    'whole command / kubectl apply',
    ratio((run) => run.seconds),
  );
  printRatio(`peak memory / ${MOST_MEMORY_MB} MB`, peak / MOST_MEMORY_MB, 1);
}

/**
 * `install.mts --only manifests`, with the time between its events and the peak of its memory. It is ended when all is
 * written: without the steps before, Grafana's pod would wait for its volume.
 */
async function install(objects: number): Promise<Run> {
  const answers = ['--answers', join('configs', 'answers', 'practice.yaml'), '--kubeconfig', KUBECONFIG];
  const stack = ['--set', 'stack.source=directory', '--set', `stack.directory=${STACK}`];
  // Their dashboards would be more than what kubectl applies.
  const without = ['--set', 'etcd=null', '--set', 'exporters=null'];
  const flags = ['--only', 'manifests', '--yes', '--output', 'jsonl'];
  const script = ['node_modules/zx/build/cli.js', 'runbook/install.mts', ...answers, ...stack, ...without, ...flags];
  const started = performance.now();
  const child = spawn(join(BIN, 'node'), script, { cwd: ROOT });
  const ended = new Promise((resolve) => child.on('close', resolve));
  let peakMb = 0;
  const sampler = setInterval(() => {
    peakMb = Math.max(peakMb, peakOf(child.pid));
  }, 20);
  let [planned, written, done] = [0, 0, 0];
  for await (const line of createInterface(child.stdout)) {
    const { type } = JSON.parse(line) as { type: string };
    if (type === 'plan') planned = performance.now();
    if (type !== 'applied') continue;
    written = performance.now();
    done++;
    if (done === objects) child.kill('SIGINT');
  }
  await ended;
  clearInterval(sampler);
  if (done !== objects) throw new Error(`install wrote ${done} of ${objects} objects`);
  return { seconds: (written - started) / 1000, applySeconds: (written - planned) / 1000, peakMb };
}

/** VmHWM: the most memory that a process ever had resident, in MB. */
function peakOf(pid: number | undefined): number {
  try {
    return Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmHWM:\s+(\d+)/)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

async function clear(): Promise<void> {
  await kubectl('delete', '--ignore-not-found', '-f', join(STACK, 'manifests'));
  await kubectl(
    '-n',
    'monitoring',
    'delete',
    '--all',
    'pods,persistentvolumeclaims,statefulsets',
    '--grace-period=0',
    '--force',
  );
}

async function kubectl(...args: string[]): Promise<void> {
  const done = await run('kubectl', ['--kubeconfig', KUBECONFIG, ...args], { timeout: 180_000 });
  if (done.code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${done.stderr}`);
}

async function practice(command: 'up' | 'down'): Promise<void> {
  const done = await run(join(BIN, 'zx'), ['runbook/practice.mts', command], {
    cwd: ROOT,
    env: { PATH: `${BIN}:${process.env.PATH}` },
  });
  if (done.code !== 0) throw new Error(`practice ${command}: ${done.stderr}`);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

await main();
