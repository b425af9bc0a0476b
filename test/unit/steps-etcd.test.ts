import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { keyOf } from '../../lib/kubernetes/object.ts';
import { fieldAt } from '../../lib/manifests/field.ts';
import { requireManifest } from '../../lib/manifests/find.ts';
import type { Input } from '../../lib/step.ts';
import { etcdMetrics } from '../../steps/5.3-etcd-metrics.ts';
import { type EtcdAnswer, etcdInput, ofKind } from '../helpers/etcd-input.ts';
import { MINIATURE, PRESENT } from '../helpers/stack.ts';

const objectsOf = (input: Input) =>
  (etcdMetrics.desired?.(input, input.stack.manifests) ?? []).map(({ object }) => object);
const obsoleteOf = (input: Input) => (etcdMetrics.obsolete?.(input) ?? []).map(keyOf);
const found = (...addresses: string[]) => addresses.map((address) => ({ address, from: 'kubeadm-config' as const }));
const events = (...addresses: string[]) =>
  addresses.map((address) => ({ address, from: 'kube-apiserver' as const, port: 2383 }));
const MINE: EtcdAnswer = { certificates: { source: 'secret', name: 'mine' } };
const withKeys = (input: Input, etcdSecretKeys: string[]): Input => ({
  ...input,
  facts: { ...input.facts, hosts: { etcdSecretKeys } },
});
const ready = (ip: string) => ({ addresses: [ip], conditions: { ready: true } });

for (const folder of PRESENT) {
  const slices = !folder.endsWith('0.16');
  test(`${folder}: addresses as ${slices ? 'an EndpointSlice' : 'Endpoints'}, never both`, async () => {
    const etcd = found('10.0.0.12', '10.0.0.11', '10.0.0.12', '127.0.0.1', '169.254.0.1', '10.0.0.9');
    const objects = objectsOf(await etcdInput({}, { folder, etcd }));
    assert.is(ofKind(objects, 'EndpointSlice').length, slices ? 1 : 0);
    assert.is(ofKind(objects, 'Endpoints').length, slices ? 0 : 1);
    const [slice] = ofKind(objects, 'EndpointSlice');
    const [endpoints] = ofKind(objects, 'Endpoints');
    const ports = [{ name: 'metrics', port: 2379, protocol: 'TCP' }];
    const addresses = ['10.0.0.9', '10.0.0.11', '10.0.0.12'];
    if (endpoints) {
      assert.is(endpoints.metadata.name, 'etcd-metrics');
      assert.equal(endpoints.subsets, [{ addresses: addresses.map((ip) => ({ ip })), ports }]);
    }
    if (slice) {
      assert.equal(slice.endpoints, addresses.map(ready));
      assert.equal(slice.ports, ports);
      assert.is(slice.metadata.labels?.['kubernetes.io/service-name'], 'etcd-metrics');
      assert.is(slice.metadata.labels?.['endpointslice.kubernetes.io/managed-by'], 'tks-runbook');
    }
  });

  test(`${folder}: the ServiceMonitors find their Services and refer to the Secret of 3.5`, async () => {
    const objects = objectsOf(await etcdInput({ port: 2381 }, { folder, etcdEvents: events('10.0.0.11') }));
    const name = 'etcd-certs';
    const tlsConfig = {
      ca: { secret: { name, key: 'ca.pem' } },
      cert: { secret: { name, key: 'node-master1.pem' } },
      keySecret: { name, key: 'node-master1-key.pem' },
    };
    const services = ofKind(objects, 'Service');
    const monitors = ofKind(objects, 'ServiceMonitor');
    assert.equal(
      services.map((service) => [service.metadata.name, fieldAt(service, 'spec', 'ports')]),
      [
        ['etcd-metrics', [{ name: 'metrics', port: 2381, targetPort: 2381, protocol: 'TCP' }]],
        ['etcd-events-metrics', [{ name: 'metrics', port: 2383, targetPort: 2383, protocol: 'TCP' }]],
      ],
    );
    for (const [i, job] of ['etcd', 'etcd-events'].entries()) {
      const [service, monitor] = [services[i], monitors[i]];
      assert.is(fieldAt(service, 'spec', 'clusterIP'), 'None');
      assert.is(fieldAt(service, 'spec', 'selector'), undefined);
      assert.is(fieldAt(service, 'spec', 'ipFamilyPolicy'), undefined);
      assert.equal(fieldAt(monitor, 'spec', 'selector', 'matchLabels'), service?.metadata.labels);
      assert.is(service?.metadata.labels?.[String(fieldAt(monitor, 'spec', 'jobLabel'))], job);
      assert.equal(fieldAt(monitor, 'spec', 'endpoints'), [
        { port: 'metrics', interval: '30s', scheme: 'https', tlsConfig },
      ]);
    }
    assert.is(new Set(objects.map(keyOf)).size, objects.length);
  });

  test(`${folder}: the dashboard is mounted and the rules are there, but not without etcd`, async () => {
    const input = await etcdInput({}, { folder });
    const after = etcdMetrics.customise?.(input.stack.manifests, input) ?? [];
    requireManifest(after, 'ConfigMap', 'grafana-dashboard-etcd');
    assert.match(JSON.stringify(requireManifest(after, 'Deployment', 'grafana').object), 'grafana-dashboard-etcd');
    assert.equal(ofKind(objectsOf(input), 'PrometheusRule').map(keyOf), [RULES]);
    const kept = obsoleteOf(input);
    assert.not(kept.some((key) => key === RULES || key === DASHBOARD));
    const gone = obsoleteOf(await etcdInput(undefined, { folder }));
    assert.ok([RULES, DASHBOARD, 'Service/monitoring/etcd-metrics'].every((key) => gone.includes(key)));
  });
}

const RULES = 'PrometheusRule.monitoring.coreos.com/monitoring/etcd';
const DASHBOARD = 'ConfigMap/monitoring/grafana-dashboard-etcd';

test("a stack with alerts on etcd of its own keeps them, and ours don't come beside", async () => {
  const input = await etcdInput({});
  const rule = (name: string) => ({
    file: 'manifests/etcd-prometheusRule.yaml',
    object: {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: { name, namespace: 'monitoring' },
      spec: { groups: [{ name: 'x', rules: [{ alert: 'x', expr: 'etcd_server_has_leader == 0' }] }] },
    },
  });
  for (const name of ['etcd', 'theirs']) {
    const manifests = [...input.stack.manifests, rule(name)];
    const theirs = { ...input, stack: { ...input.stack, manifests } };
    assert.equal(ofKind(objectsOf(theirs), 'PrometheusRule'), []);
    assert.is(obsoleteOf(theirs).includes(RULES), name !== 'etcd', 'what the stack brings is not deleted');
    assert.ok(etcdMetrics.customise?.(manifests, theirs).includes(manifests.at(-1) as never));
  }
});

test('dual stack gives a slice for each family, and a Service of both', async () => {
  const objects = objectsOf(
    await etcdInput({ endpoints: ['fd00::12', '10.0.0.11', 'FD00:0:0::11', 'fd00::11', '::ffff:10.0.0.11'] }),
  );
  assert.equal(
    ofKind(objects, 'EndpointSlice').map(({ metadata, addressType, endpoints }) => [
      metadata.name,
      addressType,
      endpoints,
    ]),
    [
      ['etcd-metrics', 'IPv4', [ready('10.0.0.11')]],
      ['etcd-metrics-ipv6', 'IPv6', ['fd00::11', 'fd00::12'].map(ready)],
    ],
  );
  assert.is(fieldAt(ofKind(objects, 'Service')[0], 'spec', 'ipFamilyPolicy'), 'RequireDualStack');
  const six = await etcdInput({ endpoints: ['fd00::12'] });
  assert.equal(
    ofKind(objectsOf(six), 'EndpointSlice').map(({ metadata }) => metadata.name),
    ['etcd-metrics-ipv6'],
  );
  assert.ok(obsoleteOf(six).includes('EndpointSlice.discovery.k8s.io/monitoring/etcd-metrics'));
});

test('answers go before what was found; nothing left is an error', async () => {
  const [slice] = ofKind(objectsOf(await etcdInput({ endpoints: ['10.9.9.9'] })), 'EndpointSlice');
  assert.equal(fieldAt(slice, 'endpoints'), [ready('10.9.9.9')]);
  for (const etcd of [[], found('127.0.0.1', '::1', 'fe80::1')]) {
    const input = await etcdInput({}, { folder: MINIATURE, etcd });
    assert.throws(() => objectsOf(input), /addresses of etcd/);
  }
});

test('a plain metrics port is scraped without TLS, a Secret of theirs under its own name', async () => {
  const plain = ofKind(
    objectsOf(await etcdInput({ port: 2381, certificates: { source: 'none' } })),
    'ServiceMonitor',
  )[0];
  assert.equal(fieldAt(plain, 'spec', 'endpoints'), [{ port: 'metrics', interval: '30s', scheme: 'http' }]);
  const theirs = ofKind(
    objectsOf(withKeys(await etcdInput(MINE), ['ca.crt', 'tls.crt', 'tls.key'])),
    'ServiceMonitor',
  )[0];
  assert.match(JSON.stringify(theirs), '"keySecret":{"name":"mine","key":"tls.key"}');
});

test('a Secret made as the document says is used by its own keys; one without a pair is refused', async () => {
  const mine = await etcdInput(MINE);
  const monitor = (keys: string[]) => JSON.stringify(ofKind(objectsOf(withKeys(mine, keys)), 'ServiceMonitor'));
  assert.match(
    monitor(['ca.pem', 'node-a.pem', 'node-a-key.pem']),
    '"keySecret":{"name":"mine","key":"node-a-key.pem"}',
  );
  assert.throws(() => monitor(['ca.pem', 'node-a.pem']), /it holds: ca.pem, node-a.pem/);
  assert.throws(() => monitor([]), /it holds: -/);
});

test.run();
