import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Resolved, Wanted } from '../../lib/desired.ts';
import { APPLYSET_ID, MEMBER_LABEL } from '../../lib/inventory/applyset.ts';
import { differences } from '../../lib/kubernetes/compare.ts';
import { type KubeObject, nameOf } from '../../lib/kubernetes/object.ts';
import { fieldAt } from '../../lib/manifests/field.ts';
import { type Overlaid, withOverlays } from '../../lib/overlays/apply.ts';
import { loadStack } from '../../lib/stack/load.ts';
import { all, find, folders, grafana, KUBECTL, overStack, patch, resolvedBy } from '../helpers/overlays.ts';
import { refusal } from '../helpers/refusal.ts';
import { MINIATURE, PRESENT } from '../helpers/stack.ts';

const when = KUBECTL === undefined ? test.skip : test;
const { make, clear } = folders();
test.after(clear);

const { overlaid, whole } = overStack(await loadStack(MINIATURE));

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
    const { whole: resolved } = overStack(await loadStack(folder));
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

when('CRDs are left alone', async () => {
  const crd = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'x.y.z' } };
  const item = resolvedBy('crds', [{ object: crd, raw: 'kind: CustomResourceDefinition\n' }]);
  const overlay = make({ 'kustomization.yaml': { commonAnnotations: { a: 'b' } } });
  const made = await overlaid([overlay], [item, whole]);
  assert.is(made.resolved[0]?.wanted[0], item.wanted[0]);
  assert.is(find(made, 'Service monitoring/grafana').object.metadata.annotations?.a, 'b');
});

test.run();
