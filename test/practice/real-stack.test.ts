import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../lib/process/run.ts';
import { freshPlane, ON_PLANE, objects, ROOT, runbook, secretValue } from '../helpers/plane.ts';

const SHARED = join(ROOT, '..', 'shared', 'kube-prometheus');
const when = existsSync(SHARED) ? test : test.skip;
const YES = [...ON_PLANE, '--yes'];

const directory = (path: string) => ['--set', 'stack.source=directory', '--set', `stack.directory=${path}`];

/** Installs, sees that it works, and that the second run plans nothing. */
async function converges(flags: string[]): Promise<void> {
  const done = await runbook('install.mts', ...YES, ...flags);
  assert.is(done.code, 0, done.stdout + done.stderr);
  const plan = await runbook('plan.mts', ...ON_PLANE, ...flags);
  assert.is(plan.code, 0, plan.stdout + plan.stderr);
  const configuration = gunzipSync(await secretValue('prometheus-k8s', 'prometheus.yaml.gz')).toString();
  assert.match(configuration, 'serviceMonitor/monitoring/etcd/0');
}

/** A repository with one commit and a tag, made from a folder. */
async function repository(from: string, at: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'stack-'));
  mkdirSync(join(folder, at), { recursive: true });
  cpSync(from, join(folder, at), { recursive: true });
  const git = async (...args: string[]) => {
    const done = await run('git', [
      '-C',
      folder,
      '-c',
      'user.name=tester',
      '-c',
      'user.email=tester@example.com',
      ...args,
    ]);
    assert.is(done.code, 0, done.stderr);
  };
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '.');
  await git('commit', '--quiet', '-m', 'stack');
  await git('tag', 'v0.18.0');
  return folder;
}

when('kube-prometheus 0.18 installs from nothing', async () => {
  await freshPlane();
  await converges(directory(join(SHARED, '0.18')));
});

when('the same from a git repository in the layout of kube-prometheus, by its tag', async () => {
  const folder = await repository(join(SHARED, '0.18'), '.');
  try {
    await converges(['--set', 'stack.source=kube-prometheus', '--set', `stack.repository=file://${folder}`]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a git repository in the layout of tks-platform installs, and again without the repository', async () => {
  const folder = await repository(join(ROOT, 'test', 'stack'), 'prometheus-stack');
  const flags = ['--set', 'stack.source=tks-platform', '--set', `stack.repository=file://${folder}`];
  await converges(flags);
  rmSync(folder, { recursive: true });
  const plan = await runbook('plan.mts', ...ON_PLANE, ...flags);
  assert.is(plan.code, 0, plan.stderr);
});

when('kube-prometheus 0.16 installs from nothing, then gives way to 0.18 with every etcd target once', async () => {
  await freshPlane();
  await converges(directory(join(SHARED, '0.16')));
  assert.is((await etcdSlices()).length, 1, 'the slice that the cluster mirrors from our Endpoints');
  await converges(directory(join(SHARED, '0.18')));
  const slices = await etcdSlices();
  assert.equal(
    slices.map(({ metadata }) => metadata.name),
    ['etcd-metrics'],
  );
});

function etcdSlices() {
  return objects('-n', 'monitoring', 'endpointslices', '-l', 'kubernetes.io/service-name=etcd-metrics');
}

test.run();
