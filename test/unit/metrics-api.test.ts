import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { AnswersFile } from '../../lib/answers/schema.ts';
import { resolve } from '../../lib/desired.ts';
import type { ClusterFacts } from '../../lib/facts.ts';
import { createMask, showPath } from '../../lib/kubernetes/compare.ts';
import { type KubeObject, nameOf } from '../../lib/kubernetes/object.ts';
import { withField } from '../../lib/manifests/field.ts';
import { requireManifest } from '../../lib/manifests/find.ts';
import { planObject } from '../../lib/plan/object.ts';
import { loadStack } from '../../lib/stack/load.ts';
import type { Stack } from '../../lib/stack.ts';
import { manifests as step } from '../../steps/5.4-manifests.ts';
import { STEPS } from '../../steps/index.ts';
import { entry, managedBy } from '../helpers/managed.ts';
import { inputOf, MINIATURE, PRESENT } from '../helpers/stack.ts';
import { stillCluster } from '../helpers/still-cluster.ts';

type Answer = AnswersFile['metricsApi'];
const SERVER = { namespace: 'kube-system', service: 'metrics-server' };
const ADAPTER = { namespace: 'monitoring', service: 'prometheus-adapter' };

function outcome(stack: Stack, metricsApi: Answer, owner?: ClusterFacts['metricsApi']) {
  const answers = metricsApi ? { metricsApi } : {};
  const input = inputOf(stack, answers, owner ? { metricsApi: owner } : {});
  const edited = new Set((step.customise?.(stack.manifests, input) ?? []).map(({ object }) => object));
  return {
    left: stack.manifests.map(({ object }) => object).filter((object) => !edited.has(object)),
    gone: step.obsolete?.(input) ?? [],
    notes: (step.notes?.(input) ?? []).map(({ en }) => en).join('\n'),
  };
}

/** Every object that has to do with the adapter, found in the stack by another way than the step's. */
function adapterOf({ manifests }: Stack): KubeObject[] {
  return manifests.filter(({ file }) => /(^|\/)prometheusAdapter-/.test(file)).map(({ object }) => object);
}

for (const folder of PRESENT) {
  const stack = await loadStack(folder);
  const adapter = adapterOf(stack);

  for (const [what, answer, owner, isIn] of [
    ['auto without anybody', 'auto', undefined, true],
    ['auto beside our own adapter', 'auto', ADAPTER, true],
    ['auto beside metrics-server', 'auto', SERVER, false],
    ['no answer beside metrics-server', undefined, SERVER, false],
    ['adapter beside metrics-server', 'adapter', SERVER, true],
    ['none without anybody', 'none', undefined, false],
    ['none beside our own adapter', 'none', ADAPTER, false],
    ['none beside metrics-server', 'none', SERVER, false],
  ] as const)
    test(`${folder}: ${what} has the adapter ${isIn ? 'in' : 'out'}, all of it`, () => {
      const { left, gone } = outcome(stack, answer, owner);
      assert.is(adapter.length, 14);
      assert.equal(left, isIn ? [] : adapter);
      const shared = ['APIService', 'ClusterRole system:aggregated-metrics-reader'];
      const isShared = (object: KubeObject) => shared.some((name) => nameOf(object).startsWith(name));
      const expected = isIn ? [] : adapter.filter((object) => owner !== SERVER || !isShared(object));
      assert.equal(gone.map(nameOf), expected.map(nameOf));
      assert.is(gone.length, isIn ? 0 : owner === SERVER ? 12 : 14);
    });

  test(`${folder}: with the adapter out no step wants any of it, and nothing refers to it by name`, () => {
    const input = inputOf(stack, { grafana: { expose: 'none' }, metricsApi: 'none' });
    const wanted = resolve(STEPS, new Set([step]), input).flatMap((each) => each.wanted.map(({ object }) => object));
    assert.equal(
      wanted.filter(({ kind }) => kind === 'APIService'),
      [],
    );
    assert.equal(
      wanted.filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/name'] === 'prometheus-adapter'),
      [],
    );
  });
}

const stack = await loadStack(MINIATURE);

test('an adapter without its labels is known by its names', () => {
  const bare = stack.manifests.map(({ file, object }) => {
    const { labels: _, ...metadata } = object.metadata;
    return { file, object: { ...object, metadata } };
  });
  const unlabelled = { ...stack, manifests: bare };
  assert.equal(outcome(unlabelled, 'none').left, adapterOf(unlabelled));
});

test('who answers is said where it is somebody else, and what taking it means', () => {
  assert.match(outcome(stack, 'auto', SERVER).notes, /^kube-system\/metrics-server answers the metrics API .* is kept/);
  assert.match(outcome(stack, 'adapter', SERVER).notes, /takes the metrics API .* from kube-system\/metrics-server/);
  for (const owner of [undefined, ADAPTER]) assert.is(outcome(stack, 'auto', owner).notes, '');
  assert.is(outcome(stack, 'none', SERVER).notes, '');
});

test('none says that an adapter of somebody else stays; one of ours goes without a word', () => {
  const stays = outcome(stack, 'none', ADAPTER).notes;
  assert.match(stays, /^metricsApi: none .*monitoring\/prometheus-adapter, which somebody else made, stays/);
  assert.is(outcome(stack, 'none', { ...ADAPTER, ours: true }).notes, '');
});

/** metrics-server's APIService, as its owner applied it. */
function theirs(object: KubeObject, manager: string): KubeObject {
  const live = withField(object, ['spec', 'service'], { name: SERVER.service, namespace: SERVER.namespace, port: 443 });
  const fields = { 'f:spec': { 'f:service': { 'f:name': {}, 'f:namespace': {}, 'f:port': {} } } };
  return managedBy(live, entry(manager, fields));
}

for (const manager of ['kubectl-client-side-apply', 'helm', 'addon-manager'])
  test(`an API that ${manager} gave to metrics-server would be lost to the adapter, and that has to be consented to`, async () => {
    const { object } = requireManifest(stack.manifests, 'APIService', 'v1beta1.metrics.k8s.io');
    const live = theirs(object, manager);
    const client = stillCluster([live], (wanted) => ({ ...wanted, metadata: live.metadata }));
    const change = await planObject(client, { object, pristine: object }, createMask());
    assert.is(change.action, 'update');
    const lost = change.lost.map(({ path, before, owners }) => [showPath(path), before, owners]);
    assert.equal(lost.slice(0, 2), [
      ['spec.service.name', 'metrics-server', [manager]],
      ['spec.service.namespace', 'kube-system', [manager]],
    ]);
  });

test.run();
