import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fieldsOf, hasByHand, managedOf, minus, ownersOf, union } from '../../lib/kubernetes/ownership.ts';
import { withField } from '../../lib/manifests/field.ts';
import { appliedGrafana, entry, managedBy } from '../helpers/managed.ts';

const CONTAINER = ['spec', 'template', 'spec', 'containers', 'grafana'];

for (const manager of ['kubectl-client-side-apply', 'kubectl', 'kubectl-create', 'kubectl-edit', 'kubectl-patch']) {
  test(`${manager} is a person`, () => {
    const object = { ...appliedGrafana(), metadata: { name: 'grafana' } };
    assert.ok(hasByHand(managedBy(object, entry(manager, {}))));
    assert.not(hasByHand(managedBy(object, entry(manager, {}, { subresource: 'status' }))));
  });
}

test('controllers, other tools and we are no person', () => {
  const names = ['kube-controller-manager', 'helm', 'argocd-controller', 'tks-runbook', 'kubectl-rollout'];
  const object = { ...appliedGrafana(), metadata: { name: 'grafana' } };
  assert.not(hasByHand(managedBy(object, ...names.map((name) => entry(name, {})))));
  assert.equal(managedOf(object), []);
});

test('a value belongs to those who own its field, its leaf above, or a field below it', () => {
  const live = appliedGrafana();
  const owners = ['kubectl-client-side-apply'];
  assert.equal(ownersOf(live, ['spec', 'replicas']), owners);
  assert.equal(ownersOf(live, [...CONTAINER, 'image']), owners);
  assert.equal(
    ownersOf(live, ['spec', 'template', 'spec', 'volumes', 'grafana-storage', 'emptyDir', 'medium']),
    owners,
  );
  assert.equal(ownersOf(live, ['spec', 'template']), owners);
  assert.equal(ownersOf(live, ['spec', 'paused']), []);
});

test('items of lists are found by name or by place, whatever keys the API tells them apart by', () => {
  const live = appliedGrafana();
  const owners = ['kubectl-client-side-apply'];
  assert.equal(ownersOf(live, [...CONTAINER, 'ports', 'http', 'protocol']), owners);
  assert.equal(ownersOf(live, [...CONTAINER, 'ports', 0, 'name']), owners);
  assert.equal(ownersOf(live, [...CONTAINER, 'ports', 'other', 'name']), []);
  assert.equal(ownersOf(live, ['metadata', 'finalizers']), ['another-operator']);
  assert.equal(ownersOf(live, ['metadata', 'finalizers', 0]), ['another-operator']);
});

test('the owner of the status owns nothing of what somebody wants', () => {
  assert.equal(ownersOf(appliedGrafana(), ['metadata', 'annotations', 'deployment.kubernetes.io/revision']), []);
});

test('two people own one value together', () => {
  const live = appliedGrafana();
  const scaled = withField(
    live,
    ['metadata', 'managedFields'],
    [...(live.metadata.managedFields as never[]), entry('kubectl-edit', { 'f:spec': { 'f:replicas': {} } })],
  );
  assert.equal(ownersOf(scaled, ['spec', 'replicas']), ['kubectl-client-side-apply', 'kubectl-edit']);
});

test('sets are united and taken from each other', () => {
  const a = { 'f:a': { '.': {}, 'f:b': {}, 'f:c': {} }, 'f:d': {} };
  const b = { 'f:a': { 'f:c': {} }, 'f:d': {}, 'f:e': {} };
  assert.equal(union(a, b), { ...a, 'f:e': {} });
  assert.equal(minus(a, b), { 'f:a': { '.': {}, 'f:b': {} } });
  assert.equal(minus(a, a), {});
  assert.equal(minus({ 'f:d': {} }, { 'f:d': { 'f:x': {} } }), {}, 'where others own a part, the whole is not ours');
  assert.equal(fieldsOf([]), {});
});

test.run();
