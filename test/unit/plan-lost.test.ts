import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { asMember } from '../../lib/inventory/applyset.ts';
import { createMask, type Difference, showPath } from '../../lib/kubernetes/compare.ts';
import type { KubeObject } from '../../lib/kubernetes/object.ts';
import { withField } from '../../lib/manifests/field.ts';
import { lostValues } from '../../lib/plan/lost.ts';
import { entry, managedBy } from '../helpers/managed.ts';

const pristine: KubeObject = {
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'Prometheus',
  metadata: { name: 'k8s', namespace: 'monitoring' },
  spec: { replicas: 2, containers: [{ name: 'proxy', image: 'proxy:1' }] },
};
const storage = (size: string) => ({ volumeClaimTemplate: { spec: { resources: { requests: { storage: size } } } } });
const object = withField(pristine, ['spec', 'storage'], storage('50Gi'));
const live = managedBy(
  withField(withField(object, ['spec', 'replicas'], 3), ['spec', 'storage'], storage('10Gi')),
  entry('kubectl-edit', { 'f:spec': { 'f:replicas': {}, 'f:storage': {}, 'f:containers': {} } }),
  entry('tks-runbook', { 'f:spec': { 'f:retention': {} } }, { operation: 'Apply' }),
);
const SIZE = ['spec', 'storage', 'volumeClaimTemplate', 'spec', 'resources', 'requests', 'storage'];
const mask = createMask();
const lost = (found: Difference[], wanted: Parameters<typeof lostValues>[2] = { object, pristine }) =>
  lostValues(live, found, wanted, mask).map(({ path, before, owners }) => [showPath(path), before, owners]);

test('replicas that a person set and no answer names would be lost', () => {
  const found = [{ path: ['spec', 'replicas'], before: 3, after: 2 }];
  assert.equal(lost(found), [['spec.replicas', 3, ['kubectl-edit']]]);
});

test('a value that an answer names is replaced for good reason', () => {
  assert.equal(lost([{ path: SIZE, before: '10Gi', after: '50Gi' }]), []);
});

test('a value that only our default replaces would be lost', () => {
  const found = [{ path: SIZE, before: '10Gi', after: '50Gi' }];
  const told = [['spec.storage.volumeClaimTemplate.spec.resources.requests.storage', '10Gi', ['kubectl-edit']]];
  assert.equal(lost(found, { object, pristine, byDefault: [SIZE] }), told);
  assert.equal(lost(found, { object, byDefault: [SIZE] }), told, 'also where no stack has the object');
  assert.equal(lost(found, { object, pristine, byDefault: [SIZE.slice(0, -1)] }), told, 'and for what is below it');
  for (const other of [
    [...SIZE, 'x'],
    ['spec', 'retention'],
    ['spec', 'storages'],
  ])
    assert.equal(lost(found, { object, pristine, byDefault: [other] }), [], other.join('.'));
});

test('a default that we applied ourselves is lost to nobody', () => {
  const found = [{ path: ['spec', 'retention'], before: '1d', after: '15d' }];
  assert.equal(lost(found, { object, pristine, byDefault: [['spec', 'retention']] }), []);
});

test('what is ours, what nobody owns and what was not there is lost to nobody', () => {
  assert.equal(
    lost([
      { path: ['spec', 'retention'], before: '1d', after: '2d' },
      { path: ['spec', 'shards'], before: 2, after: 1 },
      { path: ['spec', 'replicas'], before: undefined, after: 2 },
    ]),
    [],
  );
});

test('a value in a list is found by the name of its item', () => {
  const path = ['spec', 'containers', 'proxy', 'image'];
  const found = [{ path, before: 'proxy:0', after: 'proxy:1' }];
  assert.equal(lost(found), [['spec.containers.proxy.image', 'proxy:0', ['kubectl-edit']]]);
  const named = { pristine, object: withField(object, ['spec', 'containers'], [{ name: 'proxy', image: 'proxy:2' }]) };
  assert.equal(lost(found, named), []);
});

const secret = (value: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'x', namespace: 'monitoring' },
  data: { 'grafana.ini': Buffer.from(value).toString('base64') },
});
const INI = ['data', 'grafana.ini'];

test('a whole file that a person has changed would be lost, and its content is masked', () => {
  const [before, after] = [secret('theirs'), secret('ours')].map(
    ({ data }) => (data as never)['grafana.ini'] as string,
  );
  const edited = managedBy(secret('theirs'), entry('kubectl-edit', { 'f:data': { 'f:grafana.ini': {} } }));
  const found = [{ path: INI, before, after }];
  const wanted = { object: secret('ours'), pristine: secret('stack') };
  const [only] = lostValues(edited, found, wanted, mask);
  assert.equal(only?.owners, ['kubectl-edit']);
  assert.is(only?.before, mask(before));
  assert.equal(lostValues(edited, found, { ...wanted, pristine: secret('theirs') }, mask), [], "it is the stack's own");
});

test('an object of no stack is named whole, but only once it is ours', () => {
  const theirs = managedBy(
    { ...pristine, kind: 'Ingress', spec: { host: 'a' } },
    entry('kubectl-create', { 'f:spec': { 'f:host': {} } }),
  );
  const wanted = { object: { ...pristine, kind: 'Ingress', spec: { host: 'b' } } };
  const found = [{ path: ['spec', 'host'], before: 'a', after: 'b' }];
  assert.is(lostValues(theirs, found, wanted, mask).length, 1);
  assert.is(lostValues(asMember(theirs), found, wanted, mask).length, 0);
});

test.run();
