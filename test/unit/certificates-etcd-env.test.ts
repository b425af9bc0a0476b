import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readEtcdEnv } from '../../lib/certificates/etcd-env.ts';

const cluster = (...hosts: string[]) => hosts.map((host, i) => `etcd${i + 1}=https://${host}:2380`).join(',');
const written = (more: Record<string, string> = {}) =>
  Object.entries({
    ETCD_NAME: 'etcd1',
    ETCD_ADVERTISE_CLIENT_URLS: 'https://10.0.0.11:2379',
    ETCD_INITIAL_CLUSTER: cluster('10.0.0.12', '10.0.0.11', '10.0.0.13'),
    ETCD_TRUSTED_CA_FILE: '/etc/ssl/etcd/ssl/ca.pem',
    ETCD_CERT_FILE: '/etc/ssl/etcd/ssl/member-node1.pem',
    ...more,
  })
    .map(([key, value]) => `${key}=${value}\n`)
    .join('# a comment\n\n');

test("the inventory's name is that of the certificate, the member's own comes after it", () => {
  const { names, folder, fact } = readEtcdEnv(written());
  assert.equal(names, ['node1', 'etcd1']);
  assert.is(folder, '/etc/ssl/etcd/ssl');
  assert.equal(fact, { addresses: ['10.0.0.11', '10.0.0.12', '10.0.0.13'], metrics: [] });
});

test('members by IPv6 and by name', () => {
  const ETCD_INITIAL_CLUSTER = cluster('[fd00:0::b]', 'etcd2.example.com');
  const { fact } = readEtcdEnv(written({ ETCD_ADVERTISE_CLIENT_URLS: 'https://[fd00::b]:2379', ETCD_INITIAL_CLUSTER }));
  assert.equal(fact, { addresses: ['fd00::b'], names: ['etcd2.example.com'], metrics: [] });
});

test('where members talk to each other by another network, nothing is known of where the others listen', () => {
  const { fact } = readEtcdEnv(written({ ETCD_INITIAL_CLUSTER: cluster('172.16.0.1', '172.16.0.2') }));
  assert.equal(fact.addresses, []);
});

test("a plain metrics port counts at the machine's own address, not on its loopback and not with TLS", () => {
  const metrics = (urls: string) => readEtcdEnv(written({ ETCD_LISTEN_METRICS_URLS: urls })).fact.metrics;
  assert.equal(metrics('http://10.0.0.11:2381,http://127.0.0.1:2381'), ['http://10.0.0.11:2381']);
  assert.equal(metrics('http://127.0.0.1:2381,http://[::1]:2381,http://0.0.0.0:2381,http://:2381'), []);
  assert.equal(metrics('https://10.0.0.11:2381'), []);
});

test('nothing that is no name gets into a path, and no other setting is kept', () => {
  const { names, folder, fact } = readEtcdEnv(
    written({ ETCD_NAME: '../x', ETCD_CERT_FILE: '"member-a b.pem"', ETCD_TRUSTED_CA_FILE: 'ca.pem', TOKEN: 'geheim' }),
  );
  assert.equal([names, folder], [[], undefined]);
  assert.not.match(JSON.stringify(fact), 'geheim');
  for (const text of [
    '',
    '\u0000\u0001',
    'no settings at all',
    'ETCD_INITIAL_CLUSTER=x',
    'ETCD_ADVERTISE_CLIENT_URLS=',
  ])
    assert.equal(readEtcdEnv(text), { names: [], fact: { addresses: [], metrics: [] } }, text);
});

test.run();
