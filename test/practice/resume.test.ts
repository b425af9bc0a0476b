import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../lib/process/run.ts';
import { STEPS } from '../../steps/index.ts';
import {
  changedSince,
  freshPlane,
  KUBECONFIG,
  kubectl,
  ON_PLANE,
  object,
  objects,
  ROOT,
  resourceVersions,
  runbook,
} from '../helpers/plane.ts';

const YES = [...ON_PLANE, '--yes'];

test('on a fresh plane', async () => {
  await freshPlane();
});

test('a run killed at any moment is made whole by the next', async () => {
  for (const milliseconds of [1500, 1900, 2300, 2700, 3300, 4000]) {
    await killedAfter(milliseconds, 'SIGKILL');
  }
  const done = await runbook('install.mts', ...YES);
  assert.is(done.code, 0, done.stdout + done.stderr);
  assert.is((await runbook('plan.mts', ...ON_PLANE)).code, 0);
});

test('no proxy survives a killed run', async () => {
  await killedAfter(1200, 'SIGKILL');
  await sleep(500);
  const processes = await runningProxies();
  assert.is(processes, '');
});

test('each step can be resumed from, by name and by number', async () => {
  const before = await resourceVersions();
  for (const from of new Set(STEPS.flatMap(({ name, section }) => [name, section]))) {
    const resumed = await runbook('install.mts', ...YES, '--from', from);
    assert.is(resumed.code, 0, `--from ${from}: ${resumed.stderr}`);
  }
  assert.equal(await changedSince(before), []);
});

test('--from proves that the steps before still hold, and says where to start', async () => {
  await kubectl('-n', 'monitoring', 'delete', 'certificate', 'grafana-tls');
  const resumed = await runbook('install.mts', ...YES, '--from', 'manifests');
  assert.is(resumed.code, 3);
  assert.match(resumed.stderr, 'Certificate monitoring/grafana-tls');
  assert.match(resumed.stderr, '--from grafana-certificate');
  assert.is((await runbook('install.mts', ...YES, '--only', '3.4')).code, 0);
  assert.is((await runbook('plan.mts', ...ON_PLANE)).code, 0);
});

test('--only with an edit of 5.3 applies just the objects that it touches', async () => {
  const receiver = '{name: other, type: webhook, url: "http://other.x.svc/alerts"}';
  const before = await resourceVersions();
  const only = await runbook('install.mts', ...YES, '--only', 'receivers', '--set', `alerting.receivers=[${receiver}]`);
  assert.is(only.code, 0, only.stderr);
  const changed = await changedSince(before);
  assert.ok(changed.includes('Secret monitoring alertmanager-main'));
  const others = changed.filter((name) => !/alertmanager-main/.test(name) && !/^Alertmanager /.test(name));
  assert.equal(others, []);
  assert.is((await runbook('install.mts', ...YES)).code, 0);
});

test('etcd taken out of the answers takes its key out of the cluster', async () => {
  const without = await runbook('install.mts', ...YES, '--set', 'etcd=null');
  assert.is(without.code, 0, without.stderr);
  for (const gone of [
    'secret/etcd-certs',
    'service/etcd-metrics',
    'endpointslice/etcd-metrics',
    'servicemonitor/etcd',
  ]) {
    assert.match(without.stdout, new RegExp(`- \\w+ monitoring/${gone.split('/')[1]}`), gone);
    assert.is(await kubectl('-n', 'monitoring', 'get', '--ignore-not-found', gone), '', gone);
  }
  assert.is((await runbook('plan.mts', ...ON_PLANE, '--set', 'etcd=null')).code, 0);
  assert.is((await runbook('install.mts', ...YES)).code, 0);
});

test('Ctrl-C while writing stops after the writes under way and says how to go on', async () => {
  await kubectl('delete', 'namespace', 'monitoring', '--wait=false');
  await kubectl('delete', 'apiservice', 'v1beta1.metrics.k8s.io', '--ignore-not-found');
  await kubectl('wait', '--for=delete', 'namespace/monitoring', '--timeout=120s');
  const stopped = await stoppedAtStep('5.4');
  assert.is(stopped.code, 130, stopped.output);
  assert.match(stopped.output, /npx zx runbook\/install\.mts --from [a-z-]+ --answers/);
  const done = await runbook('install.mts', ...YES);
  assert.is(done.code, 0, done.stderr);
  assert.is((await runbook('plan.mts', ...ON_PLANE)).code, 0);
  assert.is(String((await object('namespace', 'monitoring')).kind), 'Namespace');
  assert.ok((await objects('-n', 'monitoring', 'pods')).length > 0);
});

function start(): ReturnType<typeof spawn> {
  const bin = join(ROOT, 'node_modules', '.bin');
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
  return spawn(
    join(bin, 'node'),
    [join(ROOT, 'node_modules/zx/build/cli.js'), 'runbook/install.mts', ...YES, '--verbose'],
    { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] },
  );
}

async function killedAfter(milliseconds: number, signal: NodeJS.Signals): Promise<void> {
  const child = start();
  const ended = new Promise((resolve) => child.on('exit', resolve));
  await Promise.race([sleep(milliseconds), ended]);
  child.kill(signal);
  await ended;
}

/** Interrupts a run as soon as it shows that it is at a section. */
async function stoppedAtStep(section: string): Promise<{ code: number | null; output: string }> {
  const child = start();
  let output = '';
  let asked = false;
  const take = (chunk: Buffer) => {
    output += chunk;
    const at = output.indexOf(`❯ ${section}`);
    if (at < 0 || asked) return;
    asked = true;
    child.kill('SIGINT');
  };
  child.stdout?.on('data', take);
  child.stderr?.on('data', take);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, output };
}

async function runningProxies(): Promise<string> {
  return (
    await run('pgrep', ['-f', `proxy.*unix-socket.*${KUBECONFIG}|${KUBECONFIG}.*proxy.*unix-socket`])
  ).stdout.trim();
}

test.run();
