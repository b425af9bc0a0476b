import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../lib/process/run.ts';
import { MINIATURE } from '../helpers/stack.ts';

const FROM = ['--set', 'stack.source=directory', '--set', `stack.directory=${MINIATURE}`];

/** The command on a machine that sees no cluster. */
const plan = (...args: string[]) =>
  run(process.execPath, [join('runbook', 'plan.mts'), '--images', '--kubeconfig', '/nowhere', ...FROM, ...args]);

test('stdout holds an image a line, by its name upstream, and nothing else; no cluster is asked', async () => {
  const { code, stdout, stderr } = await plan('--set', 'images.registry=r.bank');
  assert.is(code, 0, stderr);
  assert.is(stderr, '');
  const lines = stdout.trimEnd().split('\n');
  assert.is(lines.length, 11);
  assert.equal(lines, [...new Set(lines)].sort());
  for (const line of lines) assert.match(line, /^(docker|ghcr|quay|registry\.k8s)\.io\/[a-z0-9/_-]+:v?\d[\w.]*$/);
});

test('for a program each image comes with its place in the registry', async () => {
  const flags = ['--set', 'images.registry=r.bank', '--set', 'images.mirrors={quay.io: harbor.bank/quay}'];
  const { stdout } = await plan(...flags, '--output', 'json');
  const { exit, images } = JSON.parse(stdout) as { exit: number; images: { source: string; target: string }[] };
  assert.is(exit, 0);
  assert.is(images.length, 11);
  for (const { source, target } of images) {
    const place = source.startsWith('quay.io/') ? 'harbor.bank/quay/' : 'r.bank/';
    assert.is(target, place + source.slice(source.indexOf('/') + 1));
  }
});

test('a mirror that nothing comes from is told; of overlays nothing is said where there are none', async () => {
  const { code, stderr } = await plan('--set', 'images.mirrors={quay.oi: r.bank/q, registry-1.docker.io: r.bank/hub}');
  assert.is(code, 0, stderr);
  assert.match(stderr, /^! images\.mirrors\.quay\.oi: no image comes from quay\.oi/);
  assert.is(stderr.trim().split('\n').length, 1, stderr);
});

test('a registry that would be a folder of Docker Hub is refused, with the reason', async () => {
  for (const flag of ['registry=harbor', 'registry=bank/quay', 'mirrors={quay.io: harbor/quay}']) {
    const { code, stderr } = await plan('--set', `images.${flag}`);
    assert.is(code, 2, stderr);
    assert.match(stderr, /images\.\S+ must begin with a host .* Docker Hub/);
  }
  const twice = await plan('--set', 'images.mirrors={docker.io: r.bank/a, index.docker.io: r.bank/b}');
  assert.match(twice.stderr, 'two of them mirror Docker Hub');
});

test('the flag goes with plan alone', async () => {
  const { code, stderr } = await run(process.execPath, [join('runbook', 'install.mts'), '--images']);
  assert.is(code, 2);
  assert.match(stderr, 'plan.mts');
});

test.run();
