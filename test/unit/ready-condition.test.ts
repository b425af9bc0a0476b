import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Json, KubeObject } from '../../lib/kubernetes/object.ts';
import { becomesReady, notReady } from '../../lib/ready/condition.ts';

const live = (kind: string, status?: Record<string, Json>, spec: Record<string, Json> = {}): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'x', generation: 2 },
  spec,
  ...(status && { status }),
});
const why = (...args: Parameters<typeof live>) => notReady(live(...args));
const SEEN = { observedGeneration: 2 };
const NOT_SEEN = 'not seen by its controller yet';

test('kinds that nobody waits for are ready at once', () => {
  assert.not(becomesReady('ConfigMap'));
  assert.not(becomesReady('constructor'));
  assert.is(why('ConfigMap'), undefined);
  assert.is(why('toString'), undefined);
  for (const kind of ['Deployment', 'DaemonSet', 'Prometheus', 'Certificate', 'PersistentVolumeClaim'])
    assert.ok(becomesReady(kind), kind);
});

test('a phase is told as it is', () => {
  assert.is(why('Namespace', { phase: 'Active' }), undefined);
  assert.is(why('Namespace', { phase: 'Terminating' }), 'Terminating');
  assert.is(why('PersistentVolumeClaim', { phase: 'Bound' }), undefined);
  assert.is(why('PersistentVolumeClaim'), 'unknown');
});

test('a Deployment is ready when every replica is new and available', () => {
  const spec = { replicas: 2 };
  const all = { ...SEEN, replicas: 2, updatedReplicas: 2, availableReplicas: 2 };
  assert.is(why('Deployment', all, spec), undefined);
  assert.is(why('Deployment', { ...all, observedGeneration: 1 }, spec), NOT_SEEN);
  assert.is(why('Deployment', undefined, spec), NOT_SEEN);
  assert.is(why('Deployment', { ...all, updatedReplicas: 1 }, spec), '1 of 2 updated');
  assert.is(why('Deployment', { ...all, replicas: 3 }, spec), '1 of the old ones still there');
  assert.is(why('Deployment', { ...all, availableReplicas: 1 }, spec), '1 of 2 available');
  assert.is(why('Deployment', { ...SEEN, replicas: 1, updatedReplicas: 1 }), '0 of 1 available', 'one unless told');
  assert.is(why('Deployment', SEEN, { replicas: 0 }), undefined);
});

test('a Deployment that got stuck says so in its own words', () => {
  const conditions = [
    { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message: 'timed out' },
  ];
  assert.is(why('Deployment', { ...SEEN, conditions }), 'timed out');
});

test('a DaemonSet is ready when it runs on every machine that it is for', () => {
  const all = { ...SEEN, desiredNumberScheduled: 3, updatedNumberScheduled: 3, numberAvailable: 3 };
  assert.is(why('DaemonSet', all), undefined);
  assert.is(why('DaemonSet', { ...all, updatedNumberScheduled: 1 }), '1 of 3 updated');
  assert.is(why('DaemonSet', { ...all, numberAvailable: 2 }), '2 of 3 available');
  assert.is(why('DaemonSet', { ...SEEN, desiredNumberScheduled: 0 }), undefined, 'no machine is for it');
  assert.is(why('DaemonSet', { ...all, observedGeneration: 1 }), NOT_SEEN);
});

test('a StatefulSet is ready when its rollout is over and all its pods are', () => {
  const all = { ...SEEN, updatedReplicas: 1, readyReplicas: 1, currentRevision: 'a', updateRevision: 'a' };
  assert.is(why('StatefulSet', all), undefined);
  assert.is(why('StatefulSet', { ...all, updatedReplicas: 0, updateRevision: 'b' }), '0 of 1 updated');
  assert.is(why('StatefulSet', { ...all, readyReplicas: 0 }), '0 of 1 ready');
  assert.is(why('StatefulSet', { ...all, observedGeneration: 1 }), NOT_SEEN);
});

test('Prometheus and Alertmanager are ready when reconciled and available', () => {
  const [reconciled, available] = ['Reconciled', 'Available'].map((type) => ({ type, status: 'True', ...SEEN }));
  const both = [reconciled, available] as Json[];
  for (const kind of ['Prometheus', 'Alertmanager']) {
    assert.is(why(kind, { conditions: both }), undefined);
    assert.is(why(kind), 'no condition Reconciled yet');
    assert.is(why(kind, { conditions: [{ ...reconciled, observedGeneration: 1 }, ...both.slice(1)] }), NOT_SEEN);
    const degraded = { ...available, status: 'Degraded', reason: 'SomePodsNotReady', message: 'pod 0' };
    assert.is(why(kind, { conditions: [reconciled as Json, degraded] }), 'SomePodsNotReady: pod 0');
  }
});

test('a certificate and its issuer are ready by their condition', () => {
  for (const kind of ['Certificate', 'Issuer', 'ClusterIssuer']) {
    assert.is(why(kind, { conditions: [{ type: 'Ready', status: 'True' }] }), undefined);
    assert.is(why(kind, { conditions: [{ type: 'Ready', status: 'False' }] }), 'Ready is False');
    const reason = { type: 'Ready', status: 'False', reason: 'DoesNotExist' };
    assert.is(why(kind, { conditions: [reason] }), 'DoesNotExist');
  }
});

test.run();
