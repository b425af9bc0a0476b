import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { adopted, handover, merge, strip } from '../../lib/kubernetes/adopt.ts';
import { LAST_APPLIED } from '../../lib/kubernetes/normalise.ts';
import type { Json, JsonMap, KubeObject } from '../../lib/kubernetes/object.ts';
import { hasByHand, managedOf, ownersOf } from '../../lib/kubernetes/ownership.ts';
import { asMap, fieldAt, withField } from '../../lib/manifests/field.ts';
import { appliedGrafana, entry, managedBy } from '../helpers/managed.ts';

const desired: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'grafana', namespace: 'monitoring', labels: { 'app.kubernetes.io/name': 'grafana' } },
  spec: {
    replicas: 1,
    strategy: { type: 'Recreate' },
    template: {
      spec: {
        containers: [{ name: 'grafana', image: 'grafana:2', ports: [{ name: 'http', containerPort: 3000 }] }],
        volumes: [{ name: 'grafana-storage', persistentVolumeClaim: { claimName: 'grafana-pvc' } }],
      },
    },
  },
};
const POD = ['spec', 'template', 'spec'];

test('what a person owned gives way: Recreate without rollingUpdate, a claim without emptyDir', () => {
  const next = adopted(appliedGrafana(), desired);
  assert.equal(fieldAt(next, 'spec', 'strategy'), { type: 'Recreate' });
  assert.equal(fieldAt(next, ...POD, 'volumes'), fieldAt(desired, ...POD, 'volumes'));
  assert.equal(fieldAt(next, ...POD, 'containers'), fieldAt(desired, ...POD, 'containers'));
});

test('what others own stays, and the version that was read is named', () => {
  const next = adopted(appliedGrafana(), desired);
  assert.equal(next.metadata.annotations, { 'deployment.kubernetes.io/revision': '1' });
  assert.equal(next.metadata.finalizers, ['example.com/theirs']);
  assert.is(next.metadata.resourceVersion, '42');
});

test('neither the live nor the desired object is changed by it', () => {
  const live = appliedGrafana();
  const before = structuredClone([live, desired]);
  adopted(live, desired);
  handover(live, desired);
  assert.equal([live, desired], before);
});

/** The same after a server-side apply by hand, which owns what the file says and nothing that the API filled in. */
function serverSideApplied(...more: Json[]): KubeObject {
  const volumes = { 'f:volumes': { 'k:{"name":"grafana-storage"}': { '.': {}, 'f:name': {}, 'f:emptyDir': {} } } };
  const said = { 'f:spec': { 'f:replicas': {}, 'f:template': { 'f:spec': volumes } } };
  return managedBy(appliedGrafana(), entry('kubectl', said, { operation: 'Apply' }), ...more);
}

test('rollingUpdate that the API filled in and nobody owns goes too, and is ours to give up', () => {
  const live = serverSideApplied();
  assert.equal(fieldAt(adopted(live, desired), 'spec', 'strategy'), { type: 'Recreate' });
  const [, replaced = {}] = handover(live, desired) as JsonMap[];
  const after = managedBy(live, ...(replaced.value as JsonMap[]));
  assert.equal(ownersOf(after, ['spec', 'strategy', 'rollingUpdate', 'maxSurge']), ['tks-runbook']);
});

test('rollingUpdate stays where it may, and where somebody else owns it', () => {
  const { strategy } = asMap(appliedGrafana().spec);
  for (const wanted of [undefined, {}, { type: 'RollingUpdate' }]) {
    const object = withField(desired, ['spec', 'strategy'], wanted);
    assert.equal(asMap(fieldAt(adopted(serverSideApplied(), object), 'spec', 'strategy')), strategy);
  }
  const theirs = entry('argocd', { 'f:spec': { 'f:strategy': { 'f:rollingUpdate': { 'f:maxSurge': {} } } } });
  assert.equal(fieldAt(adopted(serverSideApplied(theirs), desired), 'spec', 'strategy'), {
    type: 'Recreate',
    rollingUpdate: { maxSurge: '25%' },
  });
});

test("somebody else's part of a container stays with it", () => {
  const grafana = { 'f:spec': { 'f:template': { 'f:spec': { 'f:containers': { 'k:{"name":"grafana"}': {} } } } } };
  const live = appliedGrafana();
  const [container] = fieldAt(live, ...POD, 'containers') as JsonMap[];
  const sidecar = { name: 'proxy', image: 'proxy:1' };
  const injected = [{ ...container, tty: true }, sidecar];
  const theirs = structuredClone(grafana);
  Object.assign(theirs['f:spec']['f:template']['f:spec']['f:containers'], {
    'k:{"name":"grafana"}': { 'f:tty': {} },
    'k:{"name":"proxy"}': { '.': {}, 'f:name': {}, 'f:image': {} },
  });
  const managed = managedBy(
    withField(live, [...POD, 'containers'], injected),
    ...(live.metadata.managedFields as JsonMap[]),
    entry('injector', theirs),
  );
  const containers = fieldAt(adopted(managed, desired), ...POD, 'containers') as JsonMap[];
  assert.equal(
    containers.map(({ name }) => name),
    ['grafana', 'proxy'],
  );
  assert.is(containers[0]?.tty, true);
  assert.is(containers[0]?.image, 'grafana:2');
  assert.equal(containers[1], sidecar);
});

test("another tool's label stays where a person owned the same labels as well", () => {
  const live: KubeObject = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'x', namespace: 'monitoring', labels: { team: 'a' } },
  };
  const both = managedBy(
    live,
    entry('kubectl-client-side-apply', { 'f:metadata': { 'f:labels': { '.': {}, 'f:team': {} } } }),
    entry('argocd', { 'f:metadata': { 'f:labels': { 'f:team': {} } } }, { operation: 'Apply' }),
  );
  const wanted = { ...live, metadata: { name: 'x', namespace: 'monitoring', labels: { ours: '1' } } };
  assert.equal(adopted(both, wanted).metadata.labels, { team: 'a', ours: '1' });
});

test('the handover makes one entry of ours out of every one by hand, and drops the copy of the object', () => {
  const live = appliedGrafana();
  const edited = managedBy(
    live,
    ...(live.metadata.managedFields as JsonMap[]),
    entry('kubectl-edit', { 'f:spec': { 'f:paused': {} } }),
    entry('tks-runbook', { 'f:spec': { 'f:minReadySeconds': {} } }, { operation: 'Apply' }),
  );
  const [tested, replaced = {}, removed, ...more] = handover(edited, desired) as JsonMap[];
  assert.equal(more, []);
  assert.equal(tested, { op: 'test', path: '/metadata/resourceVersion', value: '42' });
  assert.is(removed?.path, '/metadata/annotations/kubectl.kubernetes.io~1last-applied-configuration');
  const after = managedBy(live, ...(replaced.value as JsonMap[]));
  const managers = managedOf(after).map(({ manager, operation }) => `${manager} ${operation}`);
  assert.equal(managers, ['kube-controller-manager Update', 'another-operator Update', 'tks-runbook Apply']);
  assert.not(hasByHand(after));
  for (const field of ['replicas', 'paused', 'minReadySeconds'])
    assert.equal(ownersOf(after, ['spec', field]), ['tks-runbook'], field);
});

test('without such a copy nothing is removed', () => {
  const live = appliedGrafana();
  assert.is(live.metadata.annotations?.[LAST_APPLIED], '{}');
  const bare = { ...live, metadata: { ...live.metadata, annotations: {} } };
  assert.is(handover(bare, desired).length, 2);
});

test('strip takes exactly the fields of a set, and what becomes empty by that', () => {
  const value = { a: { b: 1, c: 2 }, d: [{ name: 'x', v: 1 }, { name: 'y' }], e: ['one', 'two'], f: { g: 1 } };
  const left = strip(value, {
    'f:a': { '.': {}, 'f:b': {} },
    'f:d': { 'k:{"name":"x"}': { '.': {}, 'f:name': {}, 'f:v': {} } },
    'f:e': { 'v:"one"': {} },
    'f:f': { '.': {}, 'f:g': {} },
  });
  assert.equal(left, { a: { c: 2 }, d: [{ name: 'y' }], e: ['two'] });
  assert.is(strip(value, {}), undefined, 'a leaf owns all below it');
});

test('merging lays keyed lists item by item, and lists without keys whole', () => {
  const fields = { 'f:ports': { 'k:{"port":80,"protocol":"TCP"}': { '.': {} } } };
  const under = {
    ports: [
      { port: 80, protocol: 'TCP', nodePort: 30080 },
      { port: 81, protocol: 'TCP' },
    ],
    list: [1, 2],
  };
  const merged = merge(under, { ports: [{ port: 80, protocol: 'TCP', name: 'web' }], list: [3] }, fields);
  assert.equal(asMap(merged).list, [3]);
  assert.equal(asMap(merged).ports, [
    { port: 80, protocol: 'TCP', nodePort: 30080, name: 'web' },
    { port: 81, protocol: 'TCP' },
  ]);
});

test('a port that leaves its protocol out is the TCP one', () => {
  const fields = { 'k:{"port":80,"protocol":"TCP"}': { '.': {} } };
  const merged = merge([{ port: 80, protocol: 'TCP', nodePort: 30080 }], [{ port: 80, name: 'web' }], fields);
  assert.equal(merged, [{ port: 80, protocol: 'TCP', nodePort: 30080, name: 'web' }]);
});

test.run();
