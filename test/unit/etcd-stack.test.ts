import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { withoutEtcd } from '../../lib/etcd/without.ts';
import type { JsonMap, KubeObject, Manifest } from '../../lib/kubernetes/object.ts';
import { fieldAt, withField } from '../../lib/manifests/field.ts';
import { replaceObject, requireManifest } from '../../lib/manifests/find.ts';
import { etcdMetrics } from '../../steps/5.3-etcd-metrics.ts';
import { BY_FILES, etcdInput, monitorOf } from '../helpers/etcd-input.ts';
import { PRESENT } from '../helpers/stack.ts';

const inFile = (object: KubeObject): Manifest => ({ file: 'manifests/etcd.yaml', object });
const of = (apiVersion: string, kind: string, name: string, labels: JsonMap = {}, more: JsonMap = {}): Manifest =>
  inFile({ apiVersion, kind, metadata: { name, namespace: 'monitoring', labels }, ...more } as KubeObject);
const service = (name: string, labels: JsonMap, spec: JsonMap = {}) => of('v1', 'Service', name, labels, { spec });
const endpoints = [{ port: 'metrics' }];
const namesOf = (manifests: readonly Manifest[]) =>
  manifests.map(({ object: { kind, metadata } }) => `${kind} ${metadata.name}`);
const mounting = (manifests: readonly Manifest[], ...secrets: string[]) =>
  replaceObject(manifests, 'Prometheus', 'k8s', (object) => withField(object, ['spec', 'secrets'], secrets));
const mountsOf = (manifests: readonly Manifest[]) =>
  fieldAt(requireManifest(manifests, 'Prometheus', 'k8s').object, 'spec', 'secrets');

for (const folder of PRESENT) {
  test(`${folder}: nothing of it is about etcd`, async () => {
    const { stack } = await etcdInput({}, { folder });
    assert.equal(withoutEtcd(stack.manifests), stack.manifests);
    assert.match(etcdMetrics.leftOut?.(await etcdInput(undefined, { folder }))?.en ?? '', 'etcd');
  });
}

test("the stack's own etcd objects give way, and its mount of the certificates", async () => {
  const input = await etcdInput({});
  const { manifests } = input.stack;
  const theirs = [
    service('etcd-metrics', { 'k8s-app': 'etcd' }),
    of('v1', 'Endpoints', 'etcd-metrics'),
    of('monitoring.coreos.com/v1', 'ServiceMonitor', 'etcd-metrics'),
  ];
  const all = [...mounting(manifests, 'a', 'etcd-certs'), ...theirs];
  const after = etcdMetrics.customise?.(all, input) ?? [];
  assert.not(namesOf(after).some((name) => namesOf(theirs).includes(name)));
  assert.equal(mountsOf(after), ['a']);
  assert.equal(etcdMetrics.customise?.(after, input), after);
  const bare = await etcdInput(undefined);
  const brought = { ...bare, stack: { ...bare.stack, manifests: all } };
  assert.is(etcdMetrics.leftOut?.(brought), undefined);
  assert.equal(etcdMetrics.desired?.(brought, []), []);
  assert.equal(namesOf(etcdMetrics.customise?.(all, brought) ?? []), namesOf(manifests));
});

const THEIRS: Record<string, Manifest[]> = {
  'by the files it reads': [inFile(monitorOf('x', { selector: { matchLabels: { a: 'b' } }, endpoints: BY_FILES }))],
  'by the Secret it refers to': [
    inFile(monitorOf('x', { endpoints: [{ tlsConfig: { keySecret: { name: 'etcd-certs', key: 'k' } } }] })),
  ],
  'by the labels it selects': [inFile(monitorOf('x', { selector: { matchLabels: { 'k8s-app': 'etcd' } }, endpoints }))],
  'in kube-system too': [
    inFile(
      monitorOf('x', {
        selector: { matchLabels: { component: 'etcd' } },
        namespaceSelector: { matchNames: ['kube-system'] },
        endpoints,
      }),
    ),
  ],
  'by the Service it selects': [
    inFile(monitorOf('x', { selector: { matchLabels: { role: 'members' } }, endpoints })),
    service('etcd-metrics', { role: 'members' }),
    of('v1', 'Endpoints', 'etcd-metrics'),
  ],
  'with a Service of another name and its addresses': [
    inFile(monitorOf('x', { selector: { matchLabels: { role: 'members' } }, endpoints: BY_FILES })),
    service('masters', { role: 'members' }),
    of('v1', 'Endpoints', 'masters'),
    of('discovery.k8s.io/v1', 'EndpointSlice', 'masters-1', { 'kubernetes.io/service-name': 'masters' }),
  ],
};

for (const [how, theirs] of Object.entries(THEIRS)) {
  test(`a ServiceMonitor on etcd is known ${how}`, async () => {
    const { manifests } = (await etcdInput({})).stack;
    for (const order of [theirs, theirs.toReversed()])
      assert.equal(namesOf(withoutEtcd([...order, ...manifests])), namesOf(manifests));
  });
}

test('what only looks like it stays', async () => {
  const { manifests } = (await etcdInput({})).stack;
  const selector = { matchLabels: { 'app.kubernetes.io/name': 'etcd' } };
  const theirs = [
    inFile(monitorOf('milvus', { selector, namespaceSelector: { matchNames: ['milvus'] }, endpoints })),
    inFile(monitorOf('wherever', { selector, namespaceSelector: { any: true }, endpoints })),
    inFile(monitorOf('everything', { selector: {}, endpoints })),
    inFile(monitorOf('team', { selector: { matchLabels: { team: 'a' } }, endpoints })),
    service('etcd-backup', { team: 'a' }, { selector: { app: 'backup' } }),
  ];
  assert.equal(withoutEtcd([...manifests, ...theirs]), [...manifests, ...theirs]);
  const shared = [...theirs, service('etcd-metrics', { team: 'a' })];
  assert.equal(namesOf(withoutEtcd([...manifests, ...shared])), namesOf([...manifests, ...theirs]));
});

test('a mount goes with the monitors that needed it, and stays for others', async () => {
  const { manifests } = (await etcdInput({})).stack;
  const file = (secret: string) => [{ tlsConfig: { caFile: `/etc/prometheus/secrets/${secret}/ca.crt` } }];
  const etcd = inFile(monitorOf('etcd', { endpoints: file('kube-etcd-client-certs') }));
  const other = inFile(monitorOf('vault', { selector: {}, endpoints: file('shared') }));
  const sharing = inFile(
    monitorOf('etcd-k8s', { selector: { matchLabels: { app: 'etcd' } }, endpoints: file('shared') }),
  );
  const mounted = mounting([...manifests, etcd, other, sharing], 'kube-etcd-client-certs', 'shared', 'mine');
  assert.equal(mountsOf(withoutEtcd(mounted)), ['shared', 'mine']);
});

test("what the survey knows by the live Service's labels isn't deployed again by the stack", async () => {
  const input = await etcdInput({});
  const odd = inFile(monitorOf('odd', { selector: { matchLabels: { team: 'a' } }, endpoints }));
  const fact = { apiVersion: 'monitoring.coreos.com/v1', kind: 'ServiceMonitor' as const, name: 'odd' };
  const manifests = [...input.stack.manifests, odd];
  assert.ok(withoutEtcd(manifests).includes(odd));
  assert.not(withoutEtcd(manifests, [fact]).includes(odd));
  const others = [
    { ...fact, name: 'another' },
    { ...fact, kind: 'EndpointSlice' as const },
  ];
  assert.equal(withoutEtcd(manifests, others), manifests, 'only that very one');
});

test.run();
