import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ClusterFacts } from '../../lib/facts.ts';
import { ApiError } from '../../lib/kubernetes/api-error.ts';
import type { Client } from '../../lib/kubernetes/client.ts';
import type { Json, KubeObject } from '../../lib/kubernetes/object.ts';
import { findEtcdMembers } from '../../lib/survey/etcd.ts';
import { metricsApiIsTaken } from '../../lib/survey/metrics-api.ts';
import { CONTROL_PLANE, node } from '../helpers/etcd-clusters.ts';

const NODES = [node('master1', '10.0.0.1', { labels: CONTROL_PLANE }), node('worker1', '10.0.0.9')];

const pod = (
  name: string,
  hostIP: string,
  command: string[],
  annotations: Record<string, string> = {},
): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'kube-system', annotations },
  spec: { containers: [{ name, command }] },
  status: { hostIP },
});
const apiserver = (hostIP: string, servers: string) =>
  pod(`kube-apiserver-${hostIP}`, hostIP, ['kube-apiserver', '--v=2', `--etcd-servers=${servers}`]);
const etcdPod = (urls: string) =>
  pod('etcd', '10.0.0.1', ['etcd'], { 'kubeadm.kubernetes.io/etcd.advertise-client-urls': urls });
const config = (etcd: Json): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'kubeadm-config', namespace: 'kube-system' },
  data: { ClusterConfiguration: `kind: ClusterConfiguration\netcd: ${JSON.stringify(etcd)}\n` },
});

/** The members that a survey finds: where each was read from, and its address. */
async function members(pods: KubeObject[], live?: KubeObject, nodes = NODES): Promise<string[]> {
  const client: Partial<Client> = { get: async () => live, list: async () => ({ items: pods, resourceVersion: '1' }) };
  const { etcd } = await findEtcdMembers(client as Client, { version: 'v1.33.4', nodes }, (what) =>
    assert.unreachable(what),
  );
  return etcd.map(({ from, address }) => `${from} ${address}`);
}

test('what kubeadm or kubespray wrote down goes before everything else', async () => {
  const hosts = ['10.0.0.12', '10.0.0.11', '[fd00::b]', '10.0.0.11'];
  const endpoints = hosts.map((host) => `https://${host}:2379`);
  const found = await members([etcdPod('https://10.0.0.99:2379')], config({ external: { endpoints } }));
  assert.equal(found, ['kubeadm-config 10.0.0.11', 'kubeadm-config 10.0.0.12', 'kubeadm-config fd00::b']);
});

test("an etcd inside the cluster tells by its pods' annotation", async () => {
  const stacked = config({ local: { dataDir: '/var/lib/etcd' } });
  const pods = [
    etcdPod('https://10.0.0.2:2379'),
    etcdPod('https://10.0.0.1:2379'),
    apiserver('10.0.0.1', 'https://x:1'),
  ];
  assert.equal(await members(pods, stacked), ['etcd-pod 10.0.0.1', 'etcd-pod 10.0.0.2']);
});

test("kube-apiserver's own loopback is its machine's address, of either family", async () => {
  for (const loopback of ['127.0.0.1', 'localhost', '[::1]']) {
    const pods = ['10.0.0.1', 'fd00::1'].map((ip) => apiserver(ip, `https://${loopback}:2379`));
    assert.equal(await members(pods), ['kube-apiserver 10.0.0.1', 'kube-apiserver fd00::1'], loopback);
  }
  const listed = apiserver('10.0.0.1', 'https://10.0.0.5:2379,https://10.0.0.6:2379,https://127.0.0.1:2379');
  assert.equal(
    await members([listed]),
    ['10.0.0.1', '10.0.0.5', '10.0.0.6'].map((ip) => `kube-apiserver ${ip}`),
  );
});

test('at last the control plane is suggested, but not for an etcd that is known by names: it runs elsewhere', async () => {
  const named = config({ external: { endpoints: ['https://etcd1.example.com:2379'] } });
  assert.equal(await members([apiserver('10.0.0.1', 'https://etcd1.example.com:2379')], named), []);
  assert.equal(await members([apiserver('10.0.0.1', 'https://10.0.0.7:2379')], named), ['kube-apiserver 10.0.0.7']);
  assert.equal(await members([]), ['node 10.0.0.1']);
  assert.equal(await members([], undefined, []), []);
});

test('a kubeadm-config without a configuration tells nothing', async () => {
  assert.equal(await members([], { ...config({}), data: {} }), ['node 10.0.0.1']);
  for (const broken of ['', 'etcd: {', 'just words', 'etcd: { external: 5 }', 'etcd: { external: { endpoints: x } }'])
    assert.equal(
      await members([], { ...config({}), data: { ClusterConfiguration: broken } }),
      ['node 10.0.0.1'],
      broken,
    );
});

test('a source that may not be read is passed over and told', async () => {
  const refused = async () => {
    throw new ApiError('GET', '/api', 403, '{"message":"forbidden"}');
  };
  const list = async () => ({ items: [etcdPod('https://10.0.0.2:2379')], resourceVersion: '1' });
  const told: string[] = [];
  const client: Partial<Client> = { get: refused, list };
  const found = await findEtcdMembers(client as Client, { version: 'v1.33.4', nodes: [] }, (what) => told.push(what));
  assert.equal(found.etcd, [{ from: 'etcd-pod', address: '10.0.0.2' }]);
  assert.equal(told, ['ConfigMap kube-system/kubeadm-config']);
});

/** What kube-apiservers with these overrides, one on each machine, tell of a cluster for events. */
async function events(overrides: string, ...machines: string[]): Promise<ClusterFacts['etcdEvents']> {
  const items = machines.map((hostIP) =>
    pod('kube-apiserver', hostIP, [
      'kube-apiserver',
      `--etcd-servers=https://${hostIP}:2379`,
      ...(overrides ? [`--etcd-servers-overrides=${overrides}`] : []),
    ]),
  );
  const client: Partial<Client> = {
    get: async () => undefined,
    list: async () => ({ items, resourceVersion: '1' }),
  };
  const surveyed = { version: 'v1.33.4', nodes: [] };
  return (await findEtcdMembers(client as Client, surveyed, (what) => assert.unreachable(what))).etcdEvents;
}
const event = (address: string, port: number) => ({ address, from: 'kube-apiserver', port });

test("kubespray's separate cluster for events is told by kube-apiserver's overrides", async () => {
  const listed = '/events#https://10.0.0.2:2383;https://10.0.0.1:2383';
  assert.equal(await events(listed, '10.0.0.1', '10.0.0.2'), [event('10.0.0.1', 2383), event('10.0.0.2', 2383)]);
  assert.is(await events('', '10.0.0.1'), undefined);
  assert.equal(await events(`/pods#https://10.0.0.7:1,${listed}`, '10.0.0.1'), [
    event('10.0.0.1', 2383),
    event('10.0.0.2', 2383),
  ]);
  assert.is(await events('/leases#https://10.0.0.7:2383', '10.0.0.1'), undefined);
  assert.equal(await events('events.k8s.io/events#https://[fd00::1]:2383', '10.0.0.1'), [event('fd00::1', 2383)]);
});

test("a cluster for events on the machine's own loopback is at the machine, one of names only has no address", async () => {
  assert.equal(await events('/events#https://127.0.0.1:2383', '10.0.0.1', '10.0.0.2'), [
    event('10.0.0.1', 2383),
    event('10.0.0.2', 2383),
  ]);
  assert.equal(await events('/events#https://etcd-events-1.example.com:2383', '10.0.0.1'), []);
  assert.is(await events('/events#https://10.0.0.1:2379', '10.0.0.1'), undefined, 'that is etcd itself');
});

test("the metrics API is taken by whoever isn't the stack's own adapter", () => {
  const taken = (metricsApi?: ClusterFacts['metricsApi']) =>
    metricsApiIsTaken({ ...(metricsApi && { metricsApi }) } as ClusterFacts);
  assert.not(taken());
  assert.not(taken({ namespace: 'monitoring', service: 'prometheus-adapter' }));
  assert.ok(taken({ namespace: 'kube-system', service: 'metrics-server' }));
  assert.ok(taken({ namespace: 'other', service: 'prometheus-adapter' }));
});

test.run();
