import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { resolve } from '../../lib/desired.ts';
import type { ClusterFacts, EtcdObjectFact } from '../../lib/facts.ts';
import { asMember, parentFor } from '../../lib/inventory/applyset.ts';
import { type KubeObject, nameOf } from '../../lib/kubernetes/object.ts';
import { planDocument } from '../../lib/output/plan-document.ts';
import { showPlan } from '../../lib/output/show-plan.ts';
import type { Change, Plan } from '../../lib/plan/change.ts';
import { planSteps } from '../../lib/plan/steps.ts';
import type { Input } from '../../lib/step.ts';
import { etcdMetrics } from '../../steps/5.3-etcd-metrics.ts';
import { BY_FILES, type EtcdAnswer, etcdInput, monitorOf } from '../helpers/etcd-input.ts';
import { entry, managedBy } from '../helpers/managed.ts';
import { filePorts } from '../helpers/ports.ts';
import { PRESENT } from '../helpers/stack.ts';
import { stillCluster } from '../helpers/still-cluster.ts';

const MIRROR = 'endpointslicemirroring-controller.k8s.io';
const KUBECTL = 'kubectl-client-side-apply';

/** The document's etcd-endpoint.yaml as `kubectl apply` leaves it, and the slice that the cluster mirrors of it. */
const endpoints = managedBy(
  {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { name: 'etcd-metrics', namespace: 'monitoring', uid: 'e-1' },
    subsets: [{ addresses: [{ ip: '10.0.0.7' }], ports: [{ port: 2379, protocol: 'TCP' }] }],
  },
  entry(KUBECTL, { 'f:subsets': {} }),
);
const mirrored: KubeObject = {
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: {
    name: 'etcd-metrics-abcde',
    namespace: 'monitoring',
    labels: { 'endpointslice.kubernetes.io/managed-by': MIRROR },
  },
};
const monitor = managedBy(
  monitorOf('etcd-k8s', { selector: { matchLabels: { 'k8s-app': 'etcd' } }, endpoints: BY_FILES }),
  entry(KUBECTL, { 'f:spec': { 'f:selector': {}, 'f:endpoints': {} } }),
);
const MONITOR = {
  apiVersion: monitor.apiVersion,
  kind: 'ServiceMonitor' as const,
  name: 'etcd-k8s',
  mounted: ['etcd-certs'],
};
const ETCD = { service: 'monitoring/etcd-metrics', targets: [] };

async function planOf(
  live: readonly KubeObject[],
  etcd: EtcdAnswer | null = {},
  { folder, ...cluster }: Partial<ClusterFacts> & { folder?: string } = {},
): Promise<Plan> {
  const input = await etcdInput(etcd ?? undefined, { ...cluster, ...(folder !== undefined && { folder }) });
  const resolved = resolve([etcdMetrics], new Set([etcdMetrics]), input);
  const client = stillCluster([...live, parentFor([], undefined, {})]);
  return planSteps({ client, ports: filePorts() }, resolved, input);
}
const changesOf = ({ steps }: Plan) => steps.flatMap(({ changes }) => changes);
const deletesOf = (plan: Plan) => changesOf(plan).filter(({ action }) => action === 'delete');
const lostOf = ({ object, lost }: Change) => lost.map(({ path, owners }) => [nameOf(object), path.join('.'), owners]);

for (const folder of PRESENT) {
  const slices = !folder.endsWith('0.16');
  test(`${folder}: Endpoints by hand are ${slices ? 'deleted before our slice comes' : 'taken over in place'}`, async () => {
    const plan = await planOf([endpoints, mirrored], {}, { folder });
    const about = changesOf(plan).filter(({ object }) => object.metadata.name.startsWith('etcd-metrics'));
    const actions = about.map(({ action, object }) => `${action} ${object.kind}`).sort();
    assert.equal(
      actions,
      slices ? ['create EndpointSlice', 'create Service', 'delete Endpoints'] : ['create Service', 'update Endpoints'],
    );
    const [change] = about.filter(({ object }) => object.kind === 'Endpoints');
    if (!change) throw new Error('no change of Endpoints');
    assert.ok(lostOf(change).length > 0, 'nobody loses them without being asked');
    assert.ok(
      lostOf(change).every(([, path, owners]) => String(path).startsWith('subsets') && owners?.includes(KUBECTL)),
    );
    assert.is(change.adopt, !slices);
    if (slices) assert.is(plan.steps[0]?.changes[0], change, 'first of all');
  });
}

test('what is lost is shown to a person and to a program', async () => {
  const plan = await planOf([endpoints]);
  const lines = showPlan(plan, 'en', false);
  const at = lines.findIndex((line) => line.includes('- Endpoints monitoring/etcd-metrics'));
  assert.match(lines[at + 1] ?? '', 'mirrors it');
  assert.match(lines[at + 2] ?? '', /! would be lost: subsets: .*10\.0\.0\.7.*\(kubectl-client-side-apply\)/);
  assert.match(JSON.stringify(planDocument(plan, 'en')), '"action":"delete"');
  assert.match(JSON.stringify(planDocument(plan, 'en')), '"wouldBeLost":[{"path":"subsets"');
});

test('our own Endpoints of an earlier release go without a word, and only once', async () => {
  const applied = entry('tks-runbook', { 'f:subsets': {} }, { operation: 'Apply' });
  const ours = managedBy(
    asMember({ ...endpoints, metadata: { name: 'etcd-metrics', namespace: 'monitoring' } }),
    applied,
  );
  const deletes = deletesOf(await planOf([ours]));
  assert.equal(
    deletes.map(({ object }) => nameOf(object)),
    ['Endpoints monitoring/etcd-metrics'],
  );
  assert.equal(deletes.flatMap(lostOf), []);
});

test('what says nothing and has no known owner is not deleted without being asked either', async () => {
  const [change] = deletesOf(await planOf([{ apiVersion: 'v1', kind: 'Endpoints', metadata: endpoints.metadata }]));
  assert.equal(
    change?.lost.map(({ path, before }) => [path.join('.'), before]),
    [['metadata.name', 'etcd-metrics']],
  );
});

test('a cluster without any of it has nothing to delete', async () => {
  assert.equal(deletesOf(await planOf([])), []);
});

test('ServiceMonitors and slices of others go by what the survey found, those of our own name are taken over', async () => {
  const slice = managedBy(
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: 'by-hand', namespace: 'monitoring' },
      endpoints: [],
    },
    entry('kubectl-create', { 'f:endpoints': {} }),
  );
  const own = managedBy(monitorOf('etcd', monitor.spec), entry(KUBECTL, { 'f:spec': { 'f:selector': {} } }));
  const etcdInTheWay = [
    MONITOR,
    { ...MONITOR, name: 'etcd' },
    { apiVersion: slice.apiVersion, kind: 'EndpointSlice' as const, name: 'by-hand', services: [ETCD] },
  ];
  const plan = await planOf([monitor, own, slice], {}, { etcdInTheWay });
  assert.equal(deletesOf(plan).flatMap(lostOf), [
    ['ServiceMonitor monitoring/etcd-k8s', 'spec.selector', [KUBECTL]],
    ['ServiceMonitor monitoring/etcd-k8s', 'spec.endpoints', [KUBECTL]],
    ['EndpointSlice monitoring/by-hand', 'endpoints', ['kubectl-create']],
  ]);
  const taken = changesOf(plan).find(({ object }) => nameOf(object) === 'ServiceMonitor monitoring/etcd');
  assert.equal([taken?.action, taken?.adopt], ['update', true]);
});

const whys = (input: Input) =>
  (etcdMetrics.inTheWay?.(input) ?? [])
    .filter(({ object }) => object.kind === 'ServiceMonitor')
    .map(({ object, why }) => [object.metadata.name, why.en]);
const factOf = (name: string, more: Partial<EtcdObjectFact>): EtcdObjectFact => ({
  apiVersion: MONITOR.apiVersion,
  kind: 'ServiceMonitor',
  name,
  ...more,
});
const byHand = (address: string, port: number) => ({
  services: [{ service: 'kube-system/by-hand', targets: [{ address, port }] }],
});

test('a ServiceMonitor is in the way of the same targets or for its files, and the plan says which', async () => {
  const etcdInTheWay = [
    factOf('of-ours', { services: [ETCD] }),
    factOf('of-events', { services: [{ service: 'monitoring/etcd-events-metrics', targets: [] }] }),
    factOf('same-addresses', byHand('::ffff:10.0.0.11', 2379)),
    factOf('plain-port', byHand('10.0.0.11', 2381)),
    factOf('other-port', byHand('10.0.0.11', 6666)),
    factOf('other-address', byHand('10.0.9.9', 2379)),
    factOf('files', { mounted: ['etcd-certs'] }),
    factOf('other-files', { mounted: ['vault'] }),
  ];
  const input = await etcdInput({}, { etcdInTheWay });
  const found = Object.fromEntries(whys(input));
  assert.equal(Object.keys(found), ['of-ours', 'same-addresses', 'plain-port', 'files']);
  assert.match(found['of-ours'] ?? '', 'monitoring/etcd-metrics');
  assert.match(found['same-addresses'] ?? '', /kube-system\/by-hand.*10\.0\.0\.11/);
  assert.match(found.files ?? '', /files of Secret etcd-certs/);
  const both = await etcdInput({}, { etcdInTheWay, etcdEvents: [{ address: '10.0.0.12', from: 'kube-apiserver' }] });
  assert.ok(whys(both).some(([name]) => name === 'of-events'));
  const plan = await planOf([monitor], {}, { etcdInTheWay: [MONITOR] });
  assert.match(showPlan(plan, 'en', false).join('\n'), /- ServiceMonitor monitoring\/etcd-k8s\n +it reads files of/);
  assert.match(JSON.stringify(planDocument(plan, 'ko')), /"why":".*etcd-certs의 파일/);
});

test('without etcd nothing of others goes: nothing of ours comes that it would stand in the way of', async () => {
  const plain = factOf('plain', { services: [ETCD] });
  assert.ok(etcdMetrics.leftOut?.(await etcdInput(undefined, { etcdInTheWay: [plain] })));
  assert.equal(deletesOf(await planOf([monitor, endpoints], null, { etcdInTheWay: [MONITOR, plain] })), []);
  const input = await etcdInput(undefined, { etcdInTheWay: [MONITOR] });
  const manifests = [...input.stack.manifests, { file: 'manifests/etcd.yaml', object: monitor }];
  assert.equal(etcdMetrics.inTheWay?.({ ...input, stack: { ...input.stack, manifests } }), []);
});

test("the stack's own ServiceMonitor that was applied by hand goes although the survey couldn't list it", async () => {
  const input = await etcdInput({});
  const manifests = [
    ...input.stack.manifests,
    { file: 'manifests/etcd.yaml', object: monitorOf('etcd-k8s', monitor.spec) },
  ];
  const [found, ...more] = etcdMetrics.inTheWay?.({ ...input, stack: { ...input.stack, manifests } }) ?? [];
  assert.equal(
    [found && nameOf(found.object), more.map(({ object }) => object.kind)],
    ['ServiceMonitor monitoring/etcd-k8s', ['Endpoints']],
  );
});

test.run();
