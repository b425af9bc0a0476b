import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { CheckPorts, ClusterReader } from '../../lib/checks/check.ts';
import { judgeObjects, objectsCheck } from '../../lib/checks/objects.ts';
import type { Outcome } from '../../lib/checks/outcome.ts';
import { runCheck } from '../../lib/checks/run.ts';
import { lookAt, type Sight } from '../../lib/checks/sight.ts';
import { ApiError } from '../../lib/kubernetes/api-error.ts';
import { createClient } from '../../lib/kubernetes/client.ts';
import type { KubeObject } from '../../lib/kubernetes/object.ts';
import type { Classes } from '../../lib/storage/late.ts';
import { text } from '../../lib/text.ts';
import { filePorts } from '../helpers/ports.ts';
import { serveOnSocket } from '../helpers/socket.ts';
import { stillCluster } from '../helpers/still-cluster.ts';

const RESOURCES: Record<string, unknown[]> = {
  '/api/v1': [
    { name: 'configmaps', kind: 'ConfigMap', namespaced: true },
    { name: 'secrets', kind: 'Secret', namespaced: true },
    { name: 'persistentvolumeclaims', kind: 'PersistentVolumeClaim', namespaced: true },
    { name: 'pods', kind: 'Pod', namespaced: true },
    { name: 'events', kind: 'Event', namespaced: true },
  ],
  '/apis/apps/v1': [{ name: 'deployments', kind: 'Deployment', namespaced: true }],
};
const PREFIX = {
  ConfigMap: '/api/v1',
  Secret: '/api/v1',
  PersistentVolumeClaim: '/api/v1',
  Deployment: '/apis/apps/v1',
};

function object(kind: keyof typeof PREFIX, name: string, rest: Partial<KubeObject> = {}): KubeObject {
  const apiVersion = PREFIX[kind].replace(/^\/apis?\//, '');
  return { apiVersion, kind, ...rest, metadata: { name, namespace: 'n', ...rest.metadata } };
}

interface Seen {
  sights: Sight[];
  outcome: Outcome;
  asked: string[];
}

/** Looks at objects of an API that has the live ones, and these answers on these paths. */
async function see(
  wanted: readonly KubeObject[],
  live: readonly KubeObject[],
  answers: Record<string, { status?: number; body: unknown }> = {},
  classes: Classes = { storageClasses: [] },
): Promise<Seen> {
  const api = await serveOnSocket((_, { url = '' }) => {
    const [path = ''] = url.split('?');
    const found = live.find(({ metadata: { name } }) => path.endsWith(`/${name}`));
    const resources = RESOURCES[path];
    if (answers[path]) return answers[path];
    if (resources) return { body: { resources } };
    if (found) return { body: found };
    if (/\/(pods|events)$/.test(path)) return { body: { items: [], metadata: {} } };
    return { status: 404, body: { message: 'not found', reason: 'NotFound' } };
  });
  const client = createClient(api.socket);
  try {
    const reader: ClusterReader = client;
    const sights = await lookAt(reader, wanted, classes);
    return { sights, outcome: judgeObjects(sights, 'manifests', { context: 'it' }), asked: api.asked };
  } finally {
    await client.close();
    await api.close();
  }
}

const lateClass = (name: string): Classes => ({
  storageClasses: [{ name, default: false, provisioner: 'p', expandable: true, bindsOnFirstConsumer: true }],
});
const english = ({ reasons }: Outcome) => reasons.map(({ en }) => en);
const READY = { observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: 1 };
const deployment = (status: Record<string, unknown> = READY) =>
  object('Deployment', 'd', {
    metadata: { name: 'd', namespace: 'n', generation: 1 },
    spec: { replicas: 1, selector: { matchLabels: { app: 'd' } } },
    status: status as KubeObject['status'] & {},
  });
const refusal = (name: string) => ({
  status: 403,
  body: { message: `secrets "${name}" is forbidden: User "eve" cannot get resource "secrets"`, reason: 'Forbidden' },
});

test('objects that are there and ready pass, and each is asked for once', async () => {
  const wanted = [object('ConfigMap', 'c'), object('Deployment', 'd')];
  const { outcome, asked } = await see(wanted, [object('ConfigMap', 'c'), deployment()]);
  assert.is(outcome.result, 'pass');
  assert.equal(english(outcome), ['2 objects are there, 1 of 1 ready']);
  assert.is(asked.filter((each) => /configmaps|deployments/.test(each)).length, 2);
  assert.equal(english((await see([object('ConfigMap', 'c')], [object('ConfigMap', 'c')])).outcome), [
    '1 object is there',
  ]);
});

test('what is missing fails, also where the API does not serve its kind', async () => {
  const crd = { apiVersion: 'monitoring.coreos.com/v1', kind: 'Prometheus', metadata: { name: 'k8s', namespace: 'n' } };
  const { outcome } = await see([object('ConfigMap', 'c'), crd], []);
  assert.is(outcome.result, 'fail');
  assert.equal(english(outcome), ['ConfigMap n/c is not there', 'Prometheus n/k8s is not there']);
  assert.match(outcome.hint?.en ?? '', '--only manifests');
});

test("what isn't ready fails with the reason of its pods", async () => {
  const pod = {
    metadata: { name: 'd-1', namespace: 'n' },
    status: {
      containerStatuses: [{ name: 'c', state: { waiting: { reason: 'ImagePullBackOff', message: 'no such tag' } } }],
    },
  };
  const pods = { '/api/v1/namespaces/n/pods': { body: { items: [pod], metadata: {} } } };
  const { outcome } = await see([object('Deployment', 'd')], [deployment({ ...READY, availableReplicas: 0 })], pods);
  assert.is(outcome.result, 'fail');
  assert.equal(english(outcome), [
    'Deployment n/d: 0 of 1 available (pod d-1, container c: ImagePullBackOff: no such tag)',
  ]);
  assert.match(outcome.hint?.en ?? '', 'kubectl --context it -n n describe deployment d');
});

test('the reason is left out where pods may not be read; what was seen stays', async () => {
  const pods = { '/api/v1/namespaces/n/pods': refusal('x') };
  const { outcome } = await see([object('Deployment', 'd')], [deployment({ ...READY, availableReplicas: 0 })], pods);
  assert.equal(english(outcome), ['Deployment n/d: 0 of 1 available']);
});

test('what is being deleted is no pass, ready or not', async () => {
  const going = { name: 'c', namespace: 'n', deletionTimestamp: '2026-01-01T00:00:00Z' };
  const { outcome } = await see([object('ConfigMap', 'c')], [object('ConfigMap', 'c', { metadata: going })]);
  assert.is(outcome.result, 'fail');
  assert.match(english(outcome)[0] ?? '', 'ConfigMap n/c is being deleted');
});

test('what may not be read warns, a right once; beside a failure it is told too', async () => {
  const path = (name: string) => `/api/v1/namespaces/n/secrets/${name}`;
  const answers = { [path('a')]: refusal('a'), [path('b')]: refusal('b') };
  const secrets = [object('Secret', 'a'), object('Secret', 'b')];
  const { outcome } = await see([...secrets, object('ConfigMap', 'c')], [object('ConfigMap', 'c')], answers);
  assert.is(outcome.result, 'warn');
  assert.equal(english(outcome), ['secrets "a" is forbidden: User "eve" cannot get resource "secrets" (and 1 more)']);
  assert.match(outcome.hint?.en ?? '', 'right');
  const worse = await see([...secrets.slice(0, 1), object('ConfigMap', 'c')], [], answers);
  assert.is(worse.outcome.result, 'fail');
  assert.is(worse.outcome.reasons.length, 2);
});

test('another refusal is thrown, for the check to fail by', async () => {
  const answers = {
    '/api/v1/namespaces/n/configmaps/c': { status: 400, body: { message: 'bad', reason: 'BadRequest' } },
  };
  const thrown = await see([object('ConfigMap', 'c')], [], answers).then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.match(String(thrown), 'bad');
});

test('a claim that waits for its first pod warns in a late class, and fails in any other', async () => {
  const claim = object('PersistentVolumeClaim', 'p', { spec: { storageClassName: 'x' }, status: { phase: 'Pending' } });
  const wanted = [object('PersistentVolumeClaim', 'p')];
  assert.is((await see(wanted, [claim], {}, lateClass('x'))).outcome.result, 'warn');
  assert.is((await see(wanted, [claim], {}, lateClass('y'))).outcome.result, 'fail');
  const unread = { storageClasses: [], unknown: ['StorageClass'] };
  const unclear = (await see(wanted, [claim], {}, unread)).outcome;
  assert.is(unclear.result, 'warn');
  assert.match(unclear.hint?.en ?? '', 'StorageClasses may not be read');
  const chosen = { annotations: { 'volume.kubernetes.io/selected-node': 'n1' } };
  const due = { ...claim, metadata: { ...claim.metadata, ...chosen } };
  assert.is((await see(wanted, [due], {}, lateClass('x'))).outcome.result, 'fail');
  const lost = { ...claim, status: { phase: 'Lost' } };
  assert.is((await see(wanted, [lost], {}, lateClass('x'))).outcome.result, 'fail');
});

test("what the operator made of its objects is looked at too; that it isn't there, install can't mend", async () => {
  const well = { conditions: ['Reconciled', 'Available'].map((type) => ({ type, status: 'True' })) };
  const prometheus: KubeObject = {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'Prometheus',
    metadata: { name: 'k8s', namespace: 'n' },
    status: well,
  };
  const set = (readyReplicas: number): KubeObject => ({
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'prometheus-k8s', namespace: 'n', generation: 1 },
    spec: { replicas: 2 },
    status: { observedGeneration: 1, replicas: 2, updatedReplicas: 2, readyReplicas, availableReplicas: readyReplicas },
  });
  const step = { name: 'manifests', title: text('it', '그것') };
  const outcomeOf = (wanted: KubeObject[], ...live: KubeObject[]) => {
    const still = stillCluster([prometheus, ...live]);
    const getMetadata = async () => {
      throw new ApiError('GET', '/x', 403, JSON.stringify({ message: 'secrets "s" is forbidden' }));
    };
    const cluster = { ...still, getMetadata, list: async () => ({ items: [] }) };
    const check = objectsCheck(step, wanted, { context: 'it', storageClasses: [] });
    return runCheck(check, { ...filePorts(), cluster, now: new Date() } as unknown as CheckPorts);
  };
  assert.equal(english(await outcomeOf([prometheus], set(2))), ['1 object is there, 1 of 1 ready']);
  const restarting = await outcomeOf([prometheus], set(1));
  assert.is(restarting.result, 'fail');
  assert.match(english(restarting)[0] ?? '', 'StatefulSet n/prometheus-k8s: 1 of 2');
  const gone = await outcomeOf([prometheus]);
  assert.equal([gone.result, ...english(gone)], ['fail', 'StatefulSet n/prometheus-k8s is not there']);
  assert.match(gone.hint?.en ?? '', 'kubectl --context it -n n describe prometheus k8s');
  const secret = object('Secret', 's');
  const beside = await outcomeOf([prometheus, secret], set(1));
  assert.equal([beside.result, beside.reasons.length], ['fail', 2], 'what may not be read hides nothing');
});

test.run();
