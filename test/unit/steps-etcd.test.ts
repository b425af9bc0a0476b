import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { AnswersFile } from '../../lib/answers/schema.ts';
import { Sealed } from '../../lib/answers/secret.ts';
import type { EtcdHostFact } from '../../lib/facts.ts';
import type { KubeObject } from '../../lib/kubernetes/object.ts';
import { fieldAt, withField } from '../../lib/manifests/field.ts';
import { replaceObject, requireManifest } from '../../lib/manifests/find.ts';
import type { Ports } from '../../lib/ports.ts';
import { loadStack } from '../../lib/stack/load.ts';
import type { Input } from '../../lib/step.ts';
import { etcdCerts } from '../../steps/3.5-etcd-certs.ts';
import { etcdMetrics } from '../../steps/5.3-etcd-metrics.ts';
import { makeCertificate, temporaryFolder } from '../helpers/openssl.ts';
import { filePorts } from '../helpers/ports.ts';
import { inputOf, MINIATURE, PRESENT } from '../helpers/stack.ts';

type EtcdAnswer = NonNullable<AnswersFile['etcd']>;

const FILES = {
  certificatePath: '/etc/ssl/etcd/ssl/node-master1.pem',
  keyPath: '/etc/ssl/etcd/ssl/node-master1-key.pem',
  caPath: '/etc/ssl/etcd/ssl/ca.pem',
};
const master = selfSigned('master1');
const host: EtcdHostFact = {
  node: 'master1',
  host: 'm1',
  certificate: master.certificate,
  ca: selfSigned('ca').certificate,
  ...FILES,
};
const [known] = PRESENT.filter((folder) => folder.endsWith('0.16'));

async function inputWith(etcd: EtcdAnswer, folder = MINIATURE, members: string[] = ['10.0.0.11']): Promise<Input> {
  const facts = members.map((address) => ({ address, from: 'kubeadm-config' as const }));
  const input = inputOf(await loadStack(folder), { etcd }, { etcd: facts });
  return { ...input, facts: { ...input.facts, hosts: { etcd: host } } };
}
const objectsOf = (input: Input) =>
  (etcdMetrics.desired?.(input, input.stack.manifests) ?? []).map(({ object }) => object);
const MINE: EtcdAnswer = { certificates: { source: 'secret', name: 'mine' } };
const withKeys = (input: Input, etcdSecretKeys: string[]): Input => ({
  ...input,
  facts: { ...input.facts, hosts: { etcdSecretKeys } },
});
const ofKind = (objects: KubeObject[], kind: string) => objects.filter((object) => object.kind === kind);

test('3.5 the Secret has the files of the master under their names', async () => {
  const [secret] = etcdCerts.desired?.(await inputWith({}), []) ?? [];
  assert.not.match(JSON.stringify(secret), 'PRIVATE');
  const complete = await secret?.complete?.(portsWith(master.key));
  assert.is(complete?.metadata.namespace, 'monitoring');
  assert.is(complete?.type, 'Opaque');
  assert.equal(decoded(complete?.data), {
    'ca.pem': host.ca,
    'node-master1.pem': host.certificate,
    'node-master1-key.pem': master.key,
  });
});

test("3.5 kubeadm's files keep their names too", async () => {
  const kubeadm = {
    ...host,
    certificatePath: '/etc/kubernetes/pki/etcd/healthcheck-client.crt',
    keyPath: '/etc/kubernetes/pki/etcd/healthcheck-client.key',
    caPath: '/etc/kubernetes/pki/etcd/ca.crt',
  };
  const input = await inputWith({});
  const [secret] = etcdCerts.desired?.({ ...input, facts: { ...input.facts, hosts: { etcd: kubeadm } } }, []) ?? [];
  const complete = await secret?.complete?.(portsWith(master.key));
  assert.equal(Object.keys(decoded(complete?.data)).sort(), [
    'ca.crt',
    'healthcheck-client.crt',
    'healthcheck-client.key',
  ]);
});

test('3.5 it is settled exactly while certificate, CA and key are the right ones', async () => {
  const [secret] = etcdCerts.desired?.(await inputWith({}), []) ?? [];
  const live = await secret?.complete?.(portsWith(master.key));
  if (!secret || !live) throw new Error('no Secret');
  const other = selfSigned('other');
  const base64 = (value: string) => Buffer.from(value).toString('base64');
  const having = (name: string, value: string | undefined) => secret.settled?.(withField(live, ['data', name], value));
  assert.is(secret.settled?.(live), true);
  assert.is(having('node-master1.pem', base64(other.certificate)), false);
  assert.is(having('ca.pem', base64(other.certificate)), false);
  assert.is(having('node-master1-key.pem', base64(other.key)), false);
  assert.is(having('node-master1-key.pem', base64('rubbish')), false);
  assert.is(having('more.pem', base64('x')), false);
  assert.is(secret.settled?.({ ...live, data: { 'ca.pem': base64(host.ca) } }), false);
  assert.is(secret.settled?.({ ...live, data: {} }), false);
});

test('3.5 it is left out where there is nothing to copy, with the reason', async () => {
  const reason = async (etcd: EtcdAnswer) => etcdCerts.leftOut?.(await inputWith(etcd))?.en;
  assert.match((await reason({ certificates: { source: 'none' } })) ?? '', 'plain');
  assert.match((await reason({ certificates: { source: 'secret', name: 'mine' } })) ?? '', 'mine');
  assert.match(etcdCerts.leftOut?.(inputOf(await loadStack(MINIATURE)))?.en ?? '', 'etcd');
  assert.is(await reason({}), undefined);
});

test('3.5 without the certificates of a master nothing is guessed', async () => {
  const input = inputOf(await loadStack(MINIATURE), { etcd: {} }, { etcd: [{ address: '10.0.0.11', from: 'node' }] });
  assert.throws(() => etcdCerts.desired?.(input, []), /have not been read/);
  assert.throws(() => objectsOf(input), /have not been read/);
});

for (const folder of PRESENT) {
  const slices = folder !== known;
  test(`5.3 ${folder}: addresses as ${slices ? 'an EndpointSlice' : 'Endpoints'}, never both`, async () => {
    const objects = objectsOf(
      await inputWith({}, folder, ['10.0.0.12', '10.0.0.11', '10.0.0.12', '127.0.0.1', '10.0.0.9']),
    );
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
      assert.equal(
        slice.endpoints,
        addresses.map((ip) => ({ addresses: [ip], conditions: { ready: true } })),
      );
      assert.equal(slice.ports, ports);
      assert.is(slice.metadata.labels?.['kubernetes.io/service-name'], 'etcd-metrics');
      assert.is(slice.metadata.labels?.['endpointslice.kubernetes.io/managed-by'], 'tks-runbook');
    }
  });

  test(`5.3 ${folder}: the ServiceMonitor finds the Service and refers to the Secret of 3.5`, async () => {
    const objects = objectsOf(await inputWith({ port: 2381 }, folder));
    const [service] = ofKind(objects, 'Service');
    const [monitor] = ofKind(objects, 'ServiceMonitor');
    assert.is(fieldAt(service, 'spec', 'clusterIP'), 'None');
    assert.is(fieldAt(service, 'spec', 'selector'), undefined);
    assert.equal(fieldAt(service, 'spec', 'ports'), [
      { name: 'metrics', port: 2381, targetPort: 2381, protocol: 'TCP' },
    ]);
    assert.equal(fieldAt(monitor, 'spec', 'selector', 'matchLabels'), service?.metadata.labels);
    assert.is(service?.metadata.labels?.[String(fieldAt(monitor, 'spec', 'jobLabel'))], 'etcd');
    const name = 'etcd-certs';
    assert.equal(fieldAt(monitor, 'spec', 'endpoints'), [
      {
        port: 'metrics',
        interval: '30s',
        scheme: 'https',
        tlsConfig: {
          ca: { secret: { name, key: 'ca.pem' } },
          cert: { secret: { name, key: 'node-master1.pem' } },
          keySecret: { name, key: 'node-master1-key.pem' },
        },
      },
    ]);
  });
}

test('5.3 dual stack gives a slice for each family', async () => {
  const slices = ofKind(
    objectsOf(await inputWith({ endpoints: ['fd00::12', '10.0.0.11', 'FD00::11'] })),
    'EndpointSlice',
  );
  assert.equal(
    slices.map(({ metadata, addressType, endpoints }) => [metadata.name, addressType, endpoints]),
    [
      ['etcd-metrics', 'IPv4', [{ addresses: ['10.0.0.11'], conditions: { ready: true } }]],
      [
        'etcd-metrics-ipv6',
        'IPv6',
        ['fd00::11', 'fd00::12'].map((ip) => ({ addresses: [ip], conditions: { ready: true } })),
      ],
    ],
  );
});

test('5.3 answers go before what was found; nothing left is an error', async () => {
  const [slice] = ofKind(objectsOf(await inputWith({ endpoints: ['10.9.9.9'] })), 'EndpointSlice');
  assert.equal(fieldAt(slice, 'endpoints'), [{ addresses: ['10.9.9.9'], conditions: { ready: true } }]);
  for (const found of [[], ['127.0.0.1', '::1']]) {
    const input = await inputWith({}, MINIATURE, found);
    assert.throws(() => objectsOf(input), /addresses of etcd/);
  }
});

test('5.3 a plain metrics port is scraped without TLS, a Secret of theirs under its own name', async () => {
  const plain = ofKind(
    objectsOf(await inputWith({ port: 2381, certificates: { source: 'none' } })),
    'ServiceMonitor',
  )[0];
  assert.equal(fieldAt(plain, 'spec', 'endpoints'), [{ port: 'metrics', interval: '30s', scheme: 'http' }]);
  const theirs = ofKind(
    objectsOf(withKeys(await inputWith(MINE), ['ca.crt', 'tls.crt', 'tls.key'])),
    'ServiceMonitor',
  )[0];
  assert.match(JSON.stringify(theirs), '"keySecret":{"name":"mine","key":"tls.key"}');
});

test('5.3 a Secret made as the document says is used by its own keys; one without a pair is refused', async () => {
  const mine = await inputWith(MINE);
  const monitor = (keys: string[]) => JSON.stringify(ofKind(objectsOf(withKeys(mine, keys)), 'ServiceMonitor'));
  assert.match(
    monitor(['ca.pem', 'node-a.pem', 'node-a-key.pem']),
    '"keySecret":{"name":"mine","key":"node-a-key.pem"}',
  );
  assert.throws(() => monitor(['ca.pem', 'node-a.pem']), /it holds: ca.pem, node-a.pem/);
  assert.throws(() => monitor([]), /it holds: -/);
});

test("5.3 the stack's own etcd objects give way, and its mount of the certificates", async () => {
  const input = await inputWith({});
  const kinds = [
    ['Service', 'v1'],
    ['Endpoints', 'v1'],
    ['ServiceMonitor', 'monitoring.coreos.com/v1'],
  ] as const;
  const theirs = kinds.map(([kind, apiVersion]) => ({
    file: 'manifests/etcd.yaml',
    object: { apiVersion, kind, metadata: { name: 'etcd-metrics', namespace: 'monitoring' } },
  }));
  const mounted = replaceObject(input.stack.manifests, 'Prometheus', 'k8s', (object) =>
    withField(object, ['spec', 'secrets'], ['a', 'etcd-certs']),
  );
  const after = etcdMetrics.customise?.([...mounted, ...theirs], input) ?? [];
  assert.is(after.length, mounted.length);
  assert.equal(fieldAt(requireManifest(after, 'Prometheus', 'k8s').object, 'spec', 'secrets'), ['a']);
  assert.equal(etcdMetrics.customise?.(after, input), after);
  const bare = inputOf(input.stack);
  assert.match(etcdMetrics.leftOut?.(bare)?.en ?? '', 'etcd');
  assert.is(etcdMetrics.leftOut?.({ ...bare, stack: { ...bare.stack, manifests: mounted } }), undefined);
  assert.equal(etcdMetrics.desired?.(bare, []), []);
});

/** A certificate made for this run, as PEM. */
function selfSigned(name: string): { certificate: string; key: string } {
  const folder = temporaryFolder();
  const read = (end: string) => readFileSync(`${folder.path}/${name}.${end}`, 'utf8');
  try {
    makeCertificate(folder.path, name, [name]);
    return { certificate: read('crt'), key: read('key') };
  } finally {
    folder.remove();
  }
}

function portsWith(key: string): Ports {
  const ports = filePorts();
  return { ...ports, masters: { ...ports.masters, readKey: async () => new Sealed(key) } };
}

function decoded(data: unknown): Record<string, string> {
  const entries = Object.entries(data as Record<string, string>);
  return Object.fromEntries(entries.map(([name, value]) => [name, Buffer.from(value, 'base64').toString()]));
}

test.run();
