import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Json, JsonMap, KubeObject } from '../../lib/kubernetes/object.ts';
import {
  apiserver,
  CONTROL_PLANE,
  k0s,
  kubeadmConfig,
  kubespray,
  node,
  rancher,
  stacked,
  staticPod,
  surveyed,
} from '../helpers/etcd-clusters.ts';

const IPS = ['10.0.0.11', '10.0.0.12', '10.0.0.13'];

test('kubespray: members and files, each with where it was read', async () => {
  const { etcd, etcdSources, etcdFiles, distribution } = await surveyed(kubespray());
  assert.equal(
    etcd,
    IPS.map((address) => ({ address, from: 'kubeadm-config' })),
  );
  assert.equal(
    etcdSources?.map(({ from, addresses }) => `${from} ${addresses}`),
    [`kubeadm-config ${IPS}`, `kube-apiserver ${IPS}`, `node ${IPS}`],
  );
  assert.equal(etcdFiles, [
    {
      from: 'kubeadm-config',
      certificatePath: '/etc/ssl/etcd/ssl/node-node1.pem',
      keyPath: '/etc/ssl/etcd/ssl/node-node1-key.pem',
      caPath: '/etc/ssl/etcd/ssl/ca.pem',
    },
  ]);
  assert.is(distribution, undefined);
});

test('kubeadm, stacked: the pods tell; that kube-apiserver uses loopback is kept in mind', async () => {
  const { etcd, etcdSources, etcdFiles, etcdAuthorities, distribution } = await surveyed(stacked());
  assert.equal(
    etcd.map(({ from, address }) => `${from} ${address}`),
    IPS.map((ip) => `etcd-pod ${ip}`),
  );
  assert.is(etcdSources?.find(({ from }) => from === 'kube-apiserver')?.loopback, true);
  assert.is(etcdSources?.find(({ from }) => from === 'etcd-pod')?.loopback, undefined);
  assert.is(etcdFiles?.[0]?.certificatePath, '/etc/kubernetes/pki/apiserver-etcd-client.crt');
  assert.equal(etcdAuthorities, ['/etc/kubernetes/pki/etcd/ca.crt']);
  assert.is(distribution, undefined);
});

test("kubespray's kubeadm type keeps the same in a folder of its own", async () => {
  const { etcdAuthorities } = await surveyed(stacked('/etc/kubernetes/ssl'));
  assert.equal(etcdAuthorities, ['/etc/kubernetes/ssl/etcd/ca.crt']);
});

test("kubeadm's own folder tells the CA where no pod does, unless etcd is an external one", async () => {
  const authorities = async (etcd: Json, more: JsonMap) =>
    (await surveyed({ config: kubeadmConfig(etcd, more) })).etcdAuthorities;
  const certificatesDir = '/etc/kubernetes/ssl';
  assert.equal(await authorities({ local: {} }, { certificatesDir }), ['/etc/kubernetes/ssl/etcd/ca.crt']);
  assert.is(await authorities({ local: {} }, {}), undefined);
  assert.is(await authorities({ external: { endpoints: ['https://10.0.0.5:2379'] } }, { certificatesDir }), undefined);
});

test("a path in a container is the machine's, by the nearest mount", async () => {
  const files = ['/certs/client.crt', '/certs/keys/client.key', '/elsewhere/ca.crt'];
  const mounts = { '/certs': '/srv/etcd', '/certs/keys': '/srv/keys', '/cert': '/wrong' };
  const { etcdFiles } = await surveyed({ pods: [apiserver('10.0.0.1', 'https://10.0.0.5:2379', files, mounts)] });
  assert.equal(etcdFiles, [
    {
      from: 'kube-apiserver',
      certificatePath: '/srv/etcd/client.crt',
      keyPath: '/srv/keys/client.key',
      caPath: '/elsewhere/ca.crt',
    },
  ]);
});

test('files that are named in part, by relative paths or not at all are none', async () => {
  const external = { endpoints: ['http://10.0.0.5:2379'], caFile: '', certFile: 'x.crt', keyFile: '/x.key' };
  const { etcdFiles } = await surveyed({
    config: kubeadmConfig({ external }),
    pods: [apiserver('10.0.0.1', 'http://10.0.0.5:2379')],
  });
  assert.is(etcdFiles, undefined);
});

test('a path that no installer writes is none, and one with .. is what it leads to', async () => {
  const pair = { certFile: '/etc/etcd/x.crt', keyFile: '/etc/etcd/x.key' };
  for (const caFile of ['/etc/etcd/\u001b[2J.crt', '/etc/etcd/\u202ex.crt', '/etc/etcd/a b', '/etc/etcd/$(id)']) {
    const external = { endpoints: ['https://10.0.0.5:2379'], ...pair, caFile };
    const { etcdFiles, etcdAuthorities } = await surveyed({
      config: kubeadmConfig({ external }),
      pods: [staticPod('etcd', '10.0.0.1', { 'trusted-ca-file': caFile })],
    });
    assert.equal([etcdFiles, etcdAuthorities], [undefined, undefined]);
    const own = await surveyed({ config: kubeadmConfig({ local: {} }, { certificatesDir: caFile }) });
    assert.is(own.etcdAuthorities, undefined);
  }
  const external = { endpoints: [], ...pair, caFile: '/etc/etcd/../../home/joe/ca.pem' };
  const { etcdFiles } = await surveyed({ config: kubeadmConfig({ external }) });
  assert.is(etcdFiles?.[0]?.caPath, '/home/joe/ca.pem');
});

test('names are kept beside addresses, addresses in their short form', async () => {
  const endpoints = ['https://ETCD1.example.com:2379', 'https://[FD00:0:0:0::b]:2379', 'https://10.0.0.9:2379/'];
  const { etcd, etcdSources } = await surveyed({ config: kubeadmConfig({ external: { endpoints } }) });
  assert.equal(
    etcd.map(({ address }) => address),
    ['10.0.0.9', 'fd00::b'],
  );
  assert.equal(etcdSources?.[0]?.names, ['etcd1.example.com']);
});

test('one control plane over loopback, of either family, is its machine', async () => {
  for (const [loopback, hostIP] of [
    ['127.0.0.1', '10.0.0.1'],
    ['[::1]', 'fd00::1'],
  ] as const) {
    const { etcd } = await surveyed({
      pods: [apiserver(hostIP, `https://${loopback}:2379`)],
      nodes: [node('m', hostIP, { labels: CONTROL_PLANE })],
    });
    assert.equal(etcd, [{ address: hostIP, from: 'kube-apiserver' }]);
  }
});

test('only where every kube-apiserver reaches etcd by loopback do their machines stand for the members', async () => {
  const beside = apiserver('10.0.0.1', 'https://127.0.0.1:2379');
  const away = apiserver('10.0.0.2', 'https://10.0.0.1:2379');
  const isLoopback = async (...pods: KubeObject[]) => (await surveyed({ pods })).etcdSources?.[0]?.loopback;
  assert.is(await isLoopback(beside), true);
  assert.is(await isLoopback(beside, away), undefined);
  assert.is(await isLoopback(away), undefined);
  assert.is(await isLoopback(apiserver('10.0.0.1', 'https://127.0.0.1:2379,https://10.0.0.2:2379')), undefined);
});

for (const name of ['k3s', 'rke2'] as const) {
  test(`${name} is recognised, and its nodes tell the members`, async () => {
    const cluster = rancher(name);
    const { etcd, distribution } = await surveyed(cluster);
    assert.equal(distribution, { name, etcd: true });
    assert.equal(etcd, [{ address: '10.0.0.11', from: 'node-annotation' }]);
    // Each sign is enough, as a node or the version may not be readable.
    const plain = { ...cluster, version: 'v1.33.4' };
    assert.is((await surveyed({ ...plain, pods: [] })).distribution?.name, name);
    assert.is((await surveyed({ version: cluster.version ?? '' })).distribution?.name, name);
    const kubelet = cluster.version ?? '';
    assert.is((await surveyed({ nodes: [node('x', '10.0.0.1', { kubelet })] })).distribution?.name, name);
  });

  test(`${name} without etcd is told apart; one server with the role is enough, whatever agents there are`, async () => {
    assert.equal((await surveyed(rancher(name, false))).distribution, { name, etcd: false });
    const labels = { 'node-role.kubernetes.io/etcd': 'true' };
    const kubelet = rancher(name).version ?? '';
    const nodes = [node('agent', '10.0.0.21', { kubelet }), node('server', '10.0.0.11', { kubelet, labels })];
    assert.equal((await surveyed({ nodes })).distribution, { name, etcd: true });
  });
}

test('rke2 is recognised by the files of its kube-apiserver alone', async () => {
  const { pods = [] } = rancher('rke2');
  assert.is((await surveyed({ pods })).distribution?.name, 'rke2');
});

test('k0s is recognised, though its controllers are no nodes', async () => {
  assert.equal((await surveyed(k0s())).distribution, { name: 'k0s', etcd: true });
  assert.is((await surveyed({ nodes: k0s().nodes ?? [] })).distribution?.name, 'k0s');
  assert.equal((await surveyed(k0s())).etcd, []);
});

test.run();
