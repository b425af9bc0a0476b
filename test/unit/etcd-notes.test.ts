import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { EtcdServiceFact } from '../../lib/facts.ts';
import type { KubeObject } from '../../lib/kubernetes/object.ts';
import { etcdMetrics } from '../../steps/5.3-etcd-metrics.ts';
import { type EtcdAnswer, etcdInput, monitorOf } from '../helpers/etcd-input.ts';

const LABELS = { 'k8s-app': 'etcd', release: 'x' };
const service = (...monitors: string[]): EtcdServiceFact => ({ labels: LABELS, port: 2381, monitors });
const NONE: EtcdAnswer = { certificates: { source: 'none' } };

async function notes(etcd: EtcdAnswer | undefined, etcdService: EtcdServiceFact, ...ofStack: KubeObject[]) {
  const input = await etcdInput(etcd, { etcdService });
  const manifests = [...input.stack.manifests, ...ofStack.map((object) => ({ file: 'manifests/x.yaml', object }))];
  return etcdMetrics.notes?.({ ...input, stack: { ...input.stack, manifests } }) ?? [];
}

test("kubespray's own Service that nobody scrapes is told, with the variables that make it", async () => {
  const [beside, plain, ...more] = await notes({}, service());
  for (const words of [beside?.en, beside?.ko]) {
    assert.match(words ?? '', 'kube-system/etcd-metrics');
    assert.match(words ?? '', 'etcd_metrics_port');
    assert.match(words ?? '', 'etcd_metrics_service_labels');
  }
  assert.match(plain?.en ?? '', 'etcd.port: 2381');
  assert.equal(more, []);
  assert.is((await notes(NONE, service())).length, 1, 'the plain port is taken already');
  assert.is((await notes({}, { labels: LABELS, monitors: [] })).length, 1, 'no port is known');
});

test('a ServiceMonitor of the cluster that selects it scrapes every member twice', async () => {
  const [twice, ...more] = await notes({}, service('default/stack-kube-etcd'));
  assert.match(twice?.en ?? '', /scraped twice.*default\/stack-kube-etcd.*etcd_metrics_service_labels/);
  assert.match(twice?.ko ?? '', /두 번.*default\/stack-kube-etcd/);
  assert.equal(more, []);
});

test('one of our own name will be ours by then, and one of the stack that is about etcd gives way', async () => {
  const namespaceSelector = { matchNames: ['kube-system'] };
  const endpoints = [{ port: 'http-metrics' }];
  const etcd = monitorOf('kubespray', {
    selector: { matchLabels: { 'k8s-app': 'etcd' } },
    namespaceSelector,
    endpoints,
  });
  const first = async (found: EtcdServiceFact, ...ofStack: KubeObject[]) =>
    (await notes(NONE, found, ...ofStack))[0]?.en ?? '';
  assert.not.match(await first(service('monitoring/etcd')), 'scraped twice');
  assert.not.match(await first(service('monitoring/kubespray'), etcd), 'scraped twice');
  assert.match(await first(service('monitoring/kubespray')), 'scraped twice');
  const release = monitorOf('of-a-release', {
    selector: { matchLabels: { release: 'x' } },
    namespaceSelector,
    endpoints,
  });
  assert.match(await first(service(), release), /scraped twice: ServiceMonitor monitoring\/of-a-release/);
  const others = monitorOf('other', { selector: {}, namespaceSelector, endpoints: [{ port: 'https' }] });
  assert.not.match(await first(service(), others), 'scraped twice');
});

test('where the answers leave etcd out there is nothing to say', async () => {
  assert.equal(await notes(undefined, service('default/x')), []);
});

test.run();
