import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Resolved, Wanted } from '../../lib/desired.ts';
import { RunbookError } from '../../lib/errors.ts';
import { APPLYSET_ID, MEMBER_LABEL } from '../../lib/inventory/applyset.ts';
import { createMask, differences } from '../../lib/kubernetes/compare.ts';
import { type KubeObject, nameOf } from '../../lib/kubernetes/object.ts';
import { fieldAt } from '../../lib/manifests/field.ts';
import { type Overlaid, withOverlays } from '../../lib/overlays/apply.ts';
import { lostValues } from '../../lib/plan/lost.ts';
import { loadStack } from '../../lib/stack/load.ts';
import { entry, managedBy } from '../helpers/managed.ts';
import { folders, KUBECTL, kustomize, resolvedBy } from '../helpers/overlays.ts';
import { PRESENT } from '../helpers/stack.ts';

const when = KUBECTL === undefined ? test.skip : test;
const { make, clear } = folders();
test.after(clear);

const [miniature = ''] = PRESENT;
const stack = await loadStack(miniature);
const wholeOf = ({ manifests }: { manifests: readonly { object: KubeObject }[] }): Resolved =>
  resolvedBy(
    'manifests',
    manifests.map(({ object }) => ({ object, pristine: object })),
  );
const whole = wholeOf(stack);

const overlaid = (overlays: string[], resolved: readonly Resolved[] = [whole], all = resolved): Promise<Overlaid> =>
  withOverlays(kustomize, overlays, resolved, () => all);
const all = ({ resolved }: Overlaid): Wanted[] => resolved.flatMap(({ wanted }) => wanted);
const find = (made: Overlaid, name: string): Wanted => {
  const found = all(made).find(({ object }) => nameOf(object) === name);
  if (found) return found;
  throw new Error(`there is no ${name}`);
};

async function refusal(work: Promise<unknown>): Promise<RunbookError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof RunbookError) return error;
  throw new Error(`a RunbookError was expected, not ${error}`);
}

const patch = (kind: string, name: string, more: object, apiVersion = 'apps/v1') => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'monitoring' },
  ...more,
});
const grafana = (replicas: number) => patch('Deployment', 'grafana', { spec: { replicas } });

test('without overlays nothing is asked of kustomize', async () => {
  const kubectl = {
    build: () => {
      throw new Error('it was');
    },
  };
  const made = await withOverlays(kubectl, [], [whole], () => {
    throw new Error('it was');
  });
  assert.equal([made.resolved.length, made.resolved[0]?.wanted === whole.wanted], [1, true]);
  assert.equal(made.told, []);
});

for (const folder of PRESENT) {
  when(`${folder}: what a patch doesn't touch is the very same object`, async () => {
    const resolved = wholeOf(await loadStack(folder));
    const overlay = make({ 'kustomization.yaml': { patches: [{ path: 'p.yaml' }] }, 'p.yaml': grafana(2) });
    const made = await overlaid([overlay], [resolved]);
    const before = new Set(resolved.wanted.map(({ object }) => object));
    const touched = all(made).filter(({ object }) => !before.has(object));
    assert.equal(
      touched.map(({ object }) => nameOf(object)),
      ['Deployment monitoring/grafana'],
    );
    const [was] = resolved.wanted.filter(({ object }) => nameOf(object) === 'Deployment monitoring/grafana');
    assert.equal(was && touched[0] && differences(was.object, touched[0].object), [
      { path: ['spec', 'replicas'], before: 1, after: 2 },
    ]);
    assert.is(all(made).length, before.size);
    assert.match(made.told[0]?.en ?? '', 'changes Deployment monitoring/grafana; adds -; leaves out -');
  });
}

when('overlays come one after the other, each over what the one before it made', async () => {
  const first = make({ 'kustomization.yaml': { patches: [{ path: 'p.yaml' }] }, 'p.yaml': grafana(2) });
  const test = { op: 'test', path: '/spec/replicas', value: 2 };
  const json = JSON.stringify([test, { op: 'replace', path: '/spec/replicas', value: 3 }]);
  const second = make({
    'kustomization.yaml': {
      apiVersion: 'kustomize.config.k8s.io/v1alpha1',
      kind: 'Component',
      patches: [{ target: { kind: 'Deployment', name: 'grafana' }, patch: json }],
    },
  });
  const made = await overlaid([first, second]);
  assert.is(fieldAt(find(made, 'Deployment monitoring/grafana').object, 'spec', 'replicas'), 3);
  assert.match((await refusal(overlaid([second, first]))).message, /overlays\[0\]/);
});

when('a value that says null stays in an object that is patched', async () => {
  const strategy = { type: 'Recreate', rollingUpdate: null };
  const object = patch('Deployment', 'x', {
    spec: { strategy, replicas: 1, template: { spec: { hostNetwork: null } } },
  });
  const lines = { ...patch('ConfigMap', 'y', {}, 'v1'), data: { a: 'a\u2028b\u0085c', b: '12:30:45', c: '😀\ty' } };
  const resolved = [resolvedBy('manifests', [{ object }, { object: lines }])];
  const overlay = make({
    'kustomization.yaml': { patches: [{ path: 'a.yaml' }, { path: 'b.yaml' }] },
    'a.yaml': patch('Deployment', 'x', { spec: { replicas: 2 } }),
    'b.yaml': { ...patch('ConfigMap', 'y', {}, 'v1'), data: { d: 'no' } },
  });
  const made = await overlaid([overlay], resolved);
  const { object: after } = find(made, 'Deployment monitoring/x');
  assert.equal(fieldAt(after, 'spec'), { ...(object as { spec?: object }).spec, replicas: 2 });
  assert.equal(fieldAt(find(made, 'ConfigMap monitoring/y').object, 'data'), { ...lines.data, d: 'no' });
});

when('a part of a run is patched as the whole is', async () => {
  const overlay = make({
    'kustomization.yaml': { patches: [{ path: 'p.yaml' }, { path: 'q.yaml' }], resources: ['r.yaml'] },
    'p.yaml': grafana(2),
    'q.yaml': patch('Prometheus', 'k8s', { spec: { replicas: 5 } }, 'monitoring.coreos.com/v1'),
    'r.yaml': { ...patch('ConfigMap', 'more', {}, 'v1'), data: {} },
  });
  const isPrometheus = ({ object }: Wanted) => object.kind === 'Prometheus';
  const part: Resolved = {
    ...whole,
    step: { ...whole.step, name: 'storage' },
    wanted: whole.wanted.filter(isPrometheus),
    edited: whole.wanted.filter(isPrometheus).map(({ object }) => object),
  };
  const { resolved } = await overlaid([overlay], [part], [whole]);
  const replicas = (object: KubeObject | undefined) => fieldAt(object, 'spec', 'replicas');
  assert.equal(
    resolved[0]?.wanted.map(({ object }) => [nameOf(object), replicas(object)]),
    [['Prometheus monitoring/k8s', 5]],
  );
  assert.is(replicas(resolved[0]?.edited[0]), 5);
});

when('what an overlay adds is deployed by 5.4 as a member; what it deletes is wanted no more', async () => {
  const secret = patch('Secret', 'more', { stringData: { a: 'b' } }, 'v1');
  const overlay = make({
    'kustomization.yaml': { resources: ['more.yaml'], patches: [{ path: 'p.yaml' }] },
    'more.yaml': { ...secret, metadata: { name: 'more' } },
    'p.yaml': { $patch: 'delete', ...patch('NetworkPolicy', 'grafana', {}, 'networking.k8s.io/v1') },
  });
  const other = resolvedBy('other', []);
  const stale: Resolved = {
    ...other,
    obsolete: [secret as KubeObject, patch('Secret', 'old', {}, 'v1') as KubeObject],
    inTheWay: ['more', 'by-hand', 'node-exporter'].map((name) => ({
      object: patch(name === 'node-exporter' ? 'ServiceAccount' : 'Secret', name, {}, 'v1') as KubeObject,
      why: { en: '', ko: '' },
    })),
  };
  const made = await overlaid([overlay], [stale, whole]);
  const names = all(made).map(({ object }) => nameOf(object));
  assert.not(names.includes('NetworkPolicy monitoring/grafana'));
  assert.is(names.length, whole.wanted.length);
  const { object } = find(made, 'Secret monitoring/more');
  assert.is(object.metadata.labels?.[MEMBER_LABEL.key], APPLYSET_ID);
  assert.equal([object.stringData, object.data], [undefined, { a: 'Yg==' }]);
  const gone = ({ resolved: [first] }: Overlaid) => [
    first?.obsolete.map(nameOf),
    first?.inTheWay?.map(({ object }) => nameOf(object)),
  ];
  assert.equal(
    gone(made),
    [['Secret monitoring/old'], ['Secret monitoring/by-hand']],
    'no step deletes what is wanted',
  );
  // A part of a run spares what the rest of it wants.
  assert.equal(gone(await overlaid([overlay], [stale], [stale, whole])), gone(made));
  assert.equal(gone(await overlaid([], [stale, whole]))[1], ['Secret monitoring/more', 'Secret monitoring/by-hand']);
  assert.match(made.told[0]?.ko ?? '', '추가 Secret monitoring/more; 제외 NetworkPolicy monitoring/grafana');
});

when('an object may be deleted and another of its kind added; one by another name is refused', async () => {
  const rule = (name: string) => patch('PrometheusRule', name, { spec: { groups: [] } }, 'monitoring.coreos.com/v1');
  const swap = make({
    'kustomization.yaml': { resources: ['r.yaml'], patches: [{ path: 'p.yaml' }] },
    'r.yaml': rule('mine'),
    'p.yaml': { $patch: 'delete', ...rule('grafana-rules') },
  });
  const names = all(await overlaid([swap])).map(({ object }) => nameOf(object));
  assert.ok(names.includes('PrometheusRule monitoring/mine'));
  assert.not(names.includes('PrometheusRule monitoring/grafana-rules'));
  for (const kustomization of [
    { namePrefix: 'my-' },
    {
      patches: [
        {
          target: { kind: 'Deployment', name: 'grafana' },
          options: { allowNameChange: true },
          patch: JSON.stringify([{ op: 'replace', path: '/metadata/name', value: 'my-grafana' }]),
        },
      ],
    },
  ]) {
    const error = await refusal(overlaid([make({ 'kustomization.yaml': kustomization })]));
    assert.is(error.exit, 3);
    assert.match(error.message, /my-/);
    assert.match(error.failure.hint?.en ?? '', 'namePrefix');
  }
});

when('a patch that matches nothing is named with its place, in a component of the overlay too', async () => {
  const to = (target: object) => ({ target, patch: '- { op: add, path: /metadata/labels/x, value: y }' });
  const overlay = make({
    'prod/kustomization.yaml': {
      components: ['../common'],
      resources: ['r.yaml'],
      patches: [to({ kind: 'Deployment', name: 'grafan' }), to({ kind: 'Ingress', name: 'added' })],
    },
    'prod/r.yaml': patch('Ingress', 'added', { metadata: { name: 'added', labels: {} } }, 'networking.k8s.io/v1'),
    'common/kustomization.yaml': {
      apiVersion: 'kustomize.config.k8s.io/v1alpha1',
      kind: 'Component',
      patches: [
        to({ kind: 'Deployment', name: 'grafana|blackbox-.*' }),
        to({ kind: 'Deployment', namespace: 'other' }),
      ],
    },
  });
  const error = await refusal(overlaid([`${overlay}/prod`]));
  assert.is(error.exit, 3);
  assert.equal(error.failure.causes, [
    {
      en: `${overlay}/prod/kustomization.yaml patches[0]: no object has { kind: Deployment, name: grafan }`,
      ko: `${overlay}/prod/kustomization.yaml patches[0]: { kind: Deployment, name: grafan }인 객체가 없습니다`,
    },
    {
      en: `${overlay}/common/kustomization.yaml patches[1]: no object has { kind: Deployment, namespace: other }`,
      ko: `${overlay}/common/kustomization.yaml patches[1]: { kind: Deployment, namespace: other }인 객체가 없습니다`,
    },
  ]);
  assert.match(error.message, `overlays[0] ${overlay}/prod`);
});

when("what kustomize can't do is told in its own words, and the folder of ours is gone", async () => {
  const left = () => readdirSync(tmpdir()).filter((name) => name.startsWith('tks-overlay-'));
  const before = left();
  const nowhere = make({
    'kustomization.yaml': { patches: [{ path: 'p.yaml' }] },
    'p.yaml': patch('Deployment', 'x', {}),
  });
  const error = await refusal(overlaid([nowhere]));
  assert.match(error.message, /no matches for Id Deployment\.v1\.apps\/x\.monitoring/);
  const broken = make({ 'kustomization.yaml': 'patches: [' });
  assert.match((await refusal(overlaid([broken]))).message, broken);
  const missing = make({ 'kustomization.yaml': { patches: [{ path: 'none.yaml' }] } });
  const told = (await refusal(overlaid([missing]))).message;
  assert.match(told, 'none.yaml');
  assert.not.match(told, 'tks-overlay-');
  assert.equal(
    left().filter((name) => !before.includes(name)),
    [],
  );
});

when(
  'content that comes only at apply keeps what an overlay says of the rest, and is planned anew for it',
  async () => {
    const complete = async () => find(base, 'Secret monitoring/later').object;
    const object = patch('Secret', 'later', { type: 'Opaque' }, 'v1') as KubeObject;
    const full = { ...object, data: { key: 'eA==' }, metadata: { ...object.metadata, annotations: { made: 'now' } } };
    const base: Overlaid = { resolved: [resolvedBy('a', [{ object: full }])], told: [] };
    const item = resolvedBy('a', [{ object, settled: () => true, complete }]);
    const overlay = make({
      'kustomization.yaml': { patches: [{ path: 'p.yaml' }] },
      'p.yaml': {
        ...patch('Secret', 'later', {}, 'v1'),
        metadata: { ...object.metadata, annotations: { team: 'ops' } },
      },
    });
    const { settled, complete: completed } = find(await overlaid([overlay], [item]), 'Secret monitoring/later');
    const whole = await completed?.({} as never);
    assert.equal(whole?.data, { key: 'eA==' });
    assert.equal(whole?.metadata.annotations, { team: 'ops', made: 'now' });
    assert.is(settled?.(full), false, 'the annotation is still to come');
    assert.is(whole && settled?.(whole), true);
  },
);

when('a value that an overlay names is named, and no default any more', async () => {
  const path = ['spec', 'retention'];
  const object = patch('Prometheus', 'k8s', { spec: { retention: '15d', replicas: 2 } }, 'monitoring.coreos.com/v1');
  const pristine = patch('Prometheus', 'k8s', { spec: { replicas: 2 } }, 'monitoring.coreos.com/v1') as KubeObject;
  const item = resolvedBy('manifests', [{ object, pristine, byDefault: [path, ['spec', 'x']] }]);
  const overlay = make({
    'kustomization.yaml': { patches: [{ path: 'p.yaml' }] },
    'p.yaml': patch('Prometheus', 'k8s', { spec: { retention: '30d' } }, 'monitoring.coreos.com/v1'),
  });
  const after = find(await overlaid([overlay], [item]), 'Prometheus monitoring/k8s');
  assert.equal(after.byDefault, [['spec', 'x']]);
  const live = managedBy(
    patch('Prometheus', 'k8s', { spec: { retention: '7d', replicas: 2 } }, 'monitoring.coreos.com/v1') as KubeObject,
    entry('kubectl-edit', { 'f:spec': { 'f:retention': {} } }),
  );
  const lost = (wanted: Wanted) => {
    const found = [{ path, before: '7d', after: fieldAt(wanted.object, ...path) }];
    return lostValues(live, found, wanted, createMask()).length;
  };
  assert.is(lost(after), 0);
  assert.is(item.wanted[0] && lost(item.wanted[0]), 1, 'our default alone would be told');
});

when('a new grafana.ini restarts Grafana', async () => {
  const sum = (made: Overlaid) =>
    fieldAt(find(made, 'Deployment monitoring/grafana').object, 'spec', 'template', 'metadata', 'annotations');
  const secret = (more: object) => patch('Secret', 'grafana-config', more, 'v1');
  const overlay = (more: object) =>
    make({ 'kustomization.yaml': { patches: [{ path: 'p.yaml' }] }, 'p.yaml': secret(more) });
  const before = sum(await overlaid([]));
  const labelled = { metadata: { name: 'grafana-config', namespace: 'monitoring', labels: { a: 'b' } } };
  assert.equal(sum(await overlaid([overlay(labelled)])), before);
  const made = await overlaid([overlay({ stringData: { 'grafana.ini': '[server]\nroot_url = x\n' } })]);
  assert.is(
    fieldAt(find(made, 'Secret monitoring/grafana-config').object, 'data', 'grafana.ini'),
    'W3NlcnZlcl0Kcm9vdF91cmwgPSB4Cg==',
  );
  const after = sum(made) as Record<string, string>;
  assert.not.equal(after['checksum/grafana-config'], (before as Record<string, string>)['checksum/grafana-config']);
  assert.equal({ ...after, 'checksum/grafana-config': '' }, { ...(before as object), 'checksum/grafana-config': '' });
});

when('CRDs are left alone', async () => {
  const crd = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'x.y.z' } };
  const item = resolvedBy('crds', [{ object: crd, raw: 'kind: CustomResourceDefinition\n' }]);
  const overlay = make({ 'kustomization.yaml': { commonAnnotations: { a: 'b' } } });
  const made = await overlaid([overlay], [item, whole]);
  assert.is(made.resolved[0]?.wanted[0], item.wanted[0]);
  assert.is(find(made, 'Service monitoring/grafana').object.metadata.annotations?.a, 'b');
});

test.run();
