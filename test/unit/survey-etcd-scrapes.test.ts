import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { asMember } from '../../lib/inventory/applyset.ts';
import { ApiError } from '../../lib/kubernetes/api-error.ts';
import type { Client } from '../../lib/kubernetes/client.ts';
import { type KubeObject, keyOf } from '../../lib/kubernetes/object.ts';
import { findEtcdScrapes } from '../../lib/survey/etcd-scrapes.ts';
import { BY_FILES, monitorOf } from '../helpers/etcd-input.ts';

/** A cluster that answers reads by these objects. */
function clientOf(objects: readonly KubeObject[]): Client {
  const client: Partial<Client> = {
    get: async (object) => objects.find((each) => keyOf(each) === keyOf(object)),
    list: async (_, kind, { namespace } = {}) => ({
      items: objects.filter(
        ({ kind: its, metadata }) => its === kind && (namespace === undefined || metadata.namespace === namespace),
      ),
      resourceVersion: '1',
    }),
  };
  return client as Client;
}
const scrapes = (...objects: KubeObject[]) => findEtcdScrapes(clientOf(objects), (what) => assert.unreachable(what));
const service = (namespace: string, labels: Record<string, string>, port: object): KubeObject =>
  ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'etcd-metrics', namespace, labels },
    spec: { ports: [port] },
  }) as KubeObject;
const slice = (name: string, labels: Record<string, string> = {}, of = 'etcd-metrics'): KubeObject => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name, namespace: 'monitoring', labels: { ...labels, 'kubernetes.io/service-name': of } },
});
const kubespray = service('kube-system', { 'k8s-app': 'etcd', release: 'x' }, { name: 'http-metrics', port: 2381 });
const endpoints = [{ port: 'http-metrics' }];
const selector = { matchLabels: { 'k8s-app': 'etcd' } };

test('a cluster where nothing scrapes etcd', async () => {
  assert.equal(await scrapes(), {});
});

test("kubespray's own Service is found, with the ServiceMonitors that select it", async () => {
  const namespaceSelector = { matchNames: ['kube-system'] };
  const found = await scrapes(
    kubespray,
    monitorOf('named', { selector, namespaceSelector, endpoints }),
    monitorOf('any', { selector: { matchExpressions: [EXISTS] }, namespaceSelector: { any: true }, endpoints }),
    monitorOf('there', { selector, endpoints }, 'kube-system'),
    monitorOf('elsewhere', { selector, endpoints }),
    monitorOf('otherwise', { selector: { matchLabels: { 'k8s-app': 'dns' } }, namespaceSelector, endpoints }),
    monitorOf('other-port', { selector, namespaceSelector, endpoints: [{ port: 'https' }] }),
    monitorOf('not-x', {
      selector: { matchExpressions: [{ key: 'release', operator: 'NotIn', values: ['x'] }] },
      namespaceSelector,
      endpoints,
    }),
  );
  assert.equal(found.etcdService, {
    labels: { 'k8s-app': 'etcd', release: 'x' },
    port: 2381,
    monitors: ['kube-system/there', 'monitoring/any', 'monitoring/named'],
  });
  assert.is(found.etcdInTheWay, undefined);
});

const EXISTS = { key: 'release', operator: 'Exists' };

test('what somebody applied for etcd in monitoring is known by what it reads and selects', async () => {
  const { etcdInTheWay = [] } = await scrapes(
    service('monitoring', { 'k8s-app': 'etcd' }, { port: 2379 }),
    monitorOf('etcd-k8s', { selector: { matchLabels: { x: 'y' } }, endpoints: BY_FILES }),
    monitorOf('of-their-labels', { selector, endpoints: [{ port: 'metrics' }] }),
    monitorOf('of-our-labels', { selector: { matchLabels: { 'app.kubernetes.io/name': 'etcd' } }, endpoints }),
    asMember(monitorOf('etcd', { selector: { matchLabels: { 'app.kubernetes.io/name': 'etcd' } }, endpoints })),
    monitorOf('of-all', { selector: {}, endpoints }),
    monitorOf('of-others', { selector: { matchLabels: { 'k8s-app': 'dns' } }, endpoints }),
    monitorOf('milvus-etcd', { selector, namespaceSelector: { matchNames: ['milvus'] }, endpoints }),
    monitorOf('theirs', { selector, endpoints: BY_FILES }, 'other'),
  );
  const ours = ['monitoring/etcd-metrics'];
  assert.equal(
    etcdInTheWay.map(({ name, services, mounted }) => [name, services?.map(({ service }) => service), mounted]),
    [
      ['etcd-k8s', undefined, ['etcd-certs']],
      ['of-their-labels', ours, undefined],
      ['of-our-labels', ours, undefined],
    ],
  );
});

test('a ServiceMonitor that only takes its CA from Secret etcd-certs is nobody in the way', async () => {
  const tlsConfig = { ca: { secret: { name: 'etcd-certs', key: 'ca.pem' } } };
  const calico = monitorOf('calico-etcd', {
    selector: { matchLabels: { app: 'calico-etcd' } },
    namespaceSelector: { matchNames: ['kube-system'] },
    endpoints: [{ port: 'metrics', scheme: 'https', tlsConfig }],
  });
  assert.equal(await scrapes(calico), {});
});

test('addresses written down for a Service of another name are told, those of pods and of other ports not', async () => {
  const labels = { app: 'members' };
  const named = (name: string, spec: object): KubeObject =>
    ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: 'monitoring', labels },
      spec,
    }) as KubeObject;
  const holding = (of: string): KubeObject => ({
    ...slice(`${of}-1`, {}, of),
    endpoints: [{ addresses: ['10.0.0.11'] }, { addresses: ['10.0.0.12'] }],
    ports: [
      { name: 'metrics', port: 2379 },
      { name: 'peer', port: 2380 },
    ],
  });
  const { etcdInTheWay } = await scrapes(
    named('by-hand', {}),
    named('of-pods', { selector: labels }),
    holding('by-hand'),
    holding('of-pods'),
    monitorOf('theirs', { selector: { matchLabels: labels }, endpoints: [{ port: 'metrics' }] }),
    monitorOf('nothing', { selector: { matchLabels: labels }, endpoints: [{ port: 'web' }] }),
  );
  const targets = ['10.0.0.11', '10.0.0.12'].map((address) => ({ address, port: 2379 }));
  assert.equal(
    etcdInTheWay?.map(({ name, services }) => [name, services]),
    [['theirs', [{ service: 'monitoring/by-hand', targets }]]],
  );
});

test("slices of our Services are in the way unless they are ours by name or the cluster's controllers keep them", async () => {
  const managedBy = (manager: string) => ({ 'endpointslice.kubernetes.io/managed-by': manager });
  const { etcdInTheWay } = await scrapes(
    slice('etcd-metrics'),
    slice('etcd-metrics-ipv6', managedBy('tks-runbook')),
    slice('etcd-metrics-x7k2p', managedBy('endpointslicemirroring-controller.k8s.io')),
    slice('by-hand'),
    slice('by-hand-too', managedBy('somebody')),
    slice('of-others', {}, 'other'),
  );
  assert.equal(
    etcdInTheWay?.map(({ kind, name }) => `${kind} ${name}`),
    ['EndpointSlice by-hand', 'EndpointSlice by-hand-too'],
  );
});

test('what may not be read is told, and the rest is found', async () => {
  const refused = async () => {
    throw new ApiError('GET', '/apis', 403, '{"message":"forbidden"}');
  };
  const told: string[] = [];
  const found = await findEtcdScrapes({ ...clientOf([kubespray]), list: refused }, (what) => told.push(what));
  assert.equal(found.etcdService?.monitors, []);
  assert.equal([...new Set(told)].sort(), ['EndpointSlice', 'Service', 'ServiceMonitor']);
});

test.run();
