import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fieldAt } from '../../lib/manifests/field.ts';
import type { Status } from '../../lib/practice/status-document.ts';
import { freshPlane, KUBECONFIG, kubectl, ON_PLANE, object, objects, ROOT, runbook } from '../helpers/plane.ts';
import { etcdTargets, promtoolFindings } from '../helpers/real-prometheus.ts';

const SHARED = join(ROOT, '..', 'shared', 'kube-prometheus');
const FOLDER = 'test/practice/every-option';
const EVERY = [...ON_PLANE, '--answers', `${FOLDER}/answers.yaml`];
const NONE = ['--answers', `${FOLDER}/left-out.yaml`, '--kubeconfig', KUBECONFIG];
const REAL = ['0.16', '0.18'].map((release) => join(SHARED, release));
// The miniature shows nothing that a real stack doesn't: it takes their place where they are absent.
const STACKS = REAL.every((folder) => existsSync(folder)) ? REAL : [join(ROOT, 'test', 'stack'), ...REAL];

/** Installs, sees that the second run plans nothing, and that promtool accepts what the operator made of it. */
async function converges(flags: readonly string[]): Promise<void> {
  const done = await runbook('install.mts', ...flags, '--yes');
  assert.is(done.code, 0, done.stdout + done.stderr);
  const plan = await runbook('plan.mts', ...flags);
  assert.is(plan.code, 0, plan.stdout + plan.stderr);
  assert.is(await promtoolFindings(), '');
}

for (const stack of STACKS) {
  const when = existsSync(stack) ? test : test.skip;
  const from = ['--set', 'stack.source=directory', '--set', `stack.directory=${stack}`];
  const name = stack.split('/').slice(-2).join('/');

  when(`${name} converges with every option switched on`, async () => {
    await freshPlane();
    for (const namespace of ['monitoring', 'orders']) await kubectl('create', 'namespace', namespace);
    const pull = ['create', 'secret', 'docker-registry', 'harbor', '--docker-server=harbor.practice.example'];
    await kubectl('-n', 'monitoring', ...pull, '--docker-username=x', `--docker-password=${crypto.randomUUID()}`);
    await converges([...EVERY, ...from]);
  });

  when(`${name}: a real Prometheus sees each etcd member once, and reads it`, async () => {
    const status = JSON.parse((await runbook('practice.mts', 'status', '--output', 'json')).stdout) as Status;
    const { endpoints, reachable } = status.etcd ?? { endpoints: [], reachable: false };
    const members = endpoints.map((endpoint) => new URL(endpoint).host).sort();
    assert.is(members.length, 3);
    const targets = await etcdTargets(members.length);
    assert.equal(
      targets.map(({ labels }) => `${labels.job} ${labels.instance}`).sort(),
      members.map((host) => `etcd ${host}`),
    );
    if (reachable) assert.equal(new Set(targets.map(({ health }) => health)), new Set(['up']));
  });

  when(`${name}: no image comes from anywhere but the registries of the answers`, async () => {
    const pods = await objects('-n', 'monitoring', 'pods');
    const images = pods.flatMap(({ spec }) =>
      ['containers', 'initContainers'].flatMap((list) =>
        ((fieldAt(spec, list) ?? []) as { image: string }[]).map(({ image }) => image),
      ),
    );
    assert.ok(images.length > 20, `${images.length} images`);
    assert.equal(
      images.filter((image) => !/^(registry|harbor)\.practice\.example\//.test(image)),
      [],
    );
  });

  when(`${name}: what an overlay patches is in the cluster`, async () => {
    const { metadata } = await object('-n', 'monitoring', 'deployment', 'grafana');
    assert.is(metadata.annotations?.['practice.example/patched'], 'yes');
    assert.is(fieldAt((await object('-n', 'monitoring', 'prometheus', 'k8s')).spec, 'logLevel'), 'debug');
  });

  when(`${name} converges with every option left out`, async () => {
    await freshPlane();
    await converges([...NONE, ...from]);
  });
}

test.run();
