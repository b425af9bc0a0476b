import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { resolve } from '../../lib/desired.ts';
import { etcdLeftOut } from '../../lib/etcd/left-out.ts';
import type { ClusterFacts, EtcdObjectFact } from '../../lib/facts.ts';
import { type KubeObject, keyOf, type Manifest, nameOf } from '../../lib/kubernetes/object.ts';
import { fieldAt, withField } from '../../lib/manifests/field.ts';
import { replaceObject, requireManifest } from '../../lib/manifests/find.ts';
import { withOverlays } from '../../lib/overlays/apply.ts';
import { loadStack } from '../../lib/stack/load.ts';
import { etcdMetrics } from '../../steps/5.3-etcd-metrics.ts';
import { manifests } from '../../steps/5.4-manifests.ts';
import { BY_FILES, monitorOf } from '../helpers/etcd-input.ts';
import { kustomize } from '../helpers/overlays.ts';
import { inputOf, MINIATURE } from '../helpers/stack.ts';
import { tksStack } from '../helpers/tks-stack.ts';

const tks = await tksStack();
const miniature = await loadStack(MINIATURE);
const reading: EtcdObjectFact = {
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'ServiceMonitor',
  name: 'by-hand',
  mounted: ['etcd-certs'],
};
const notes = (stack: typeof tks, cluster: Partial<ClusterFacts> = {}) =>
  etcdMetrics.notes?.(inputOf(stack, {}, cluster)) ?? [];
const mountsOf = (all: readonly Manifest[]) =>
  fieldAt(requireManifest(all, 'Prometheus', 'k8s').object, 'spec', 'secrets');
const inFile = (object: KubeObject): Manifest => ({ file: 'manifests/x.yaml', object });

test('what the stack has of etcd and is left out is named in one note', () => {
  const [note, ...more] = notes(tks);
  assert.equal(more, []);
  for (const words of [note?.en, note?.ko]) {
    for (const name of ['Endpoints monitoring/etcd-metrics', 'Service monitoring/etcd-metrics'])
      assert.match(words ?? '', name);
    assert.match(words ?? '', 'ServiceMonitor monitoring/etcd-k8s');
    assert.match(words ?? '', 'etcd-certs');
  }
  assert.is(etcdMetrics.leftOut?.(inputOf(tks)), undefined);
  assert.equal(notes(miniature), []);
  assert.ok(etcdMetrics.leftOut?.(inputOf(miniature)));
});

test('a mount alone that goes is named too', () => {
  const edited = replaceObject(miniature.manifests, 'Prometheus', 'k8s', (object) =>
    withField(object, ['spec', 'secrets'], ['etcd-certs']),
  );
  const [note, ...more] = notes({ ...miniature, manifests: edited });
  assert.match(note?.en ?? '', /isn't deployed: Prometheus' mount of Secret etcd-certs\. /);
  assert.equal(more, []);
});

test('a mount stays that a ServiceMonitor in the cluster needs, unless its Secret goes', () => {
  const mounts = (cluster: Partial<ClusterFacts>) => mountsOf(etcdLeftOut(tks.manifests, cluster).manifests);
  const etcdInTheWay = [reading];
  assert.equal(mounts({}), []);
  assert.equal(mounts({ etcdInTheWay }), ['etcd-certs']);
  assert.equal(mounts({ etcdInTheWay, secrets: [{ name: 'etcd-certs' }] }), ['etcd-certs']);
  assert.equal(mounts({ etcdInTheWay, secrets: [] }), []);
  assert.equal(mounts({ etcdInTheWay, secrets: [{ name: 'etcd-certs', ours: true }] }), []);
  assert.not.match(notes(tks, { etcdInTheWay })[0]?.en ?? '', 'mount');
  assert.is(notes(tks, { etcdInTheWay }).length, 1);
});

test('what breaks without the mount is told, and not deleted', () => {
  const cluster = { etcdInTheWay: [reading] };
  const [note, ...more] = notes(miniature, cluster);
  assert.equal(more, []);
  assert.match(note?.en ?? '', /monitoring\/by-hand.*can't load its configuration/);
  assert.match(note?.ko ?? '', 'monitoring/by-hand');
  assert.is(etcdMetrics.leftOut?.(inputOf(miniature, {}, cluster)), undefined, 'or the note would not be asked for');
  assert.equal(etcdMetrics.inTheWay?.(inputOf(miniature, {}, cluster)), []);
  assert.is(notes(tks, { ...cluster, secrets: [] }).length, 2);
});

const STEPS = [etcdMetrics, manifests];
const KUBESPRAYS = {
  selector: { matchLabels: { 'k8s-app': 'etcd' } },
  namespaceSelector: { matchNames: ['kube-system'] },
};
const certificate = { cert: { secret: { name: 'other', key: 'tls.crt' } } };

test("a ServiceMonitor of the stack that needs nothing but the cluster's own Service stays without etcd", async () => {
  const plain = inFile(monitorOf('etcd', { ...KUBESPRAYS, endpoints: [{ port: 'http-metrics' }] }));
  const secured = inFile(monitorOf('secured', { ...KUBESPRAYS, endpoints: [{ tlsConfig: certificate }] }));
  const stack = { ...miniature, manifests: [...miniature.manifests, plain, secured] };
  const [note] = notes(stack);
  assert.match(note?.en ?? '', /deployed: ServiceMonitor monitoring\/secured\. /);
  const resolved = resolve(STEPS, new Set(STEPS), inputOf(stack));
  const wanted = resolved.flatMap((item) => item.wanted.map(({ object }) => nameOf(object)));
  assert.ok(wanted.includes('ServiceMonitor monitoring/etcd'));
  assert.not(wanted.includes('ServiceMonitor monitoring/secured'));
  const gone = (etcdMetrics.obsolete?.(inputOf(stack)) ?? []).map(nameOf);
  assert.not(gone.includes('ServiceMonitor monitoring/etcd'), 'also where 5.4 is no part of the run');
  assert.ok(gone.includes('Service monitoring/etcd-metrics'));
  assert.equal(notes({ ...miniature, manifests: [...miniature.manifests, plain] }), []);
});

test('its own Service with addresses takes it along, and a mounted file too', () => {
  const service = inFile({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'etcd-metrics', namespace: 'kube-system', labels: { 'k8s-app': 'etcd' } },
    spec: {},
  });
  const plain = inFile(monitorOf('plain', { ...KUBESPRAYS, endpoints: [{ port: 'http-metrics' }] }));
  const files = inFile(monitorOf('files', { ...KUBESPRAYS, endpoints: BY_FILES }));
  const gone = (...theirs: Manifest[]) =>
    etcdLeftOut([...miniature.manifests, ...theirs], {})
      .gone.map(nameOf)
      .sort();
  assert.equal(gone(plain), []);
  assert.equal(gone(plain, files), ['ServiceMonitor monitoring/files']);
  assert.equal(gone(plain, service), ['Service kube-system/etcd-metrics', 'ServiceMonitor monitoring/plain']);
});

test('nothing is wanted and deleted at once, with etcd and without', async () => {
  for (const etcd of [undefined, { endpoints: ['10.0.0.11'], certificates: { source: 'none' as const } }]) {
    const input = inputOf(tks, etcd ? { etcd } : {}, { etcdInTheWay: [reading] });
    const whole = resolve(STEPS, new Set(STEPS), input);
    const { resolved } = await withOverlays(kustomize, [], whole, () => whole);
    const wanted = new Set(resolved.flatMap((item) => item.wanted.map(({ object }) => keyOf(object))));
    const deleted = resolved.flatMap(({ obsolete, inTheWay = [] }) => [
      ...obsolete.map(keyOf),
      ...inTheWay.map(({ object }) => keyOf(object)),
    ]);
    assert.equal(
      deleted.filter((key) => wanted.has(key)),
      [],
    );
  }
});

test.run();
