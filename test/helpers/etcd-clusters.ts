import type { Client } from '../../lib/kubernetes/client.ts';
import type { Json, JsonMap, KubeObject } from '../../lib/kubernetes/object.ts';
import { findEtcdMembers } from '../../lib/survey/etcd.ts';

/** The parts of a cluster that tell of its etcd, as one installer or another writes them. */
export interface EtcdCluster {
  version?: string;
  config?: KubeObject;
  pods?: KubeObject[];
  nodes?: KubeObject[];
}

type Map = Record<string, string>;

/** A node; its role as the installer labels it. */
export function node(name: string, ip: string, more: { labels?: Map; annotations?: Map; kubelet?: string } = {}) {
  const { labels = {}, annotations = {}, kubelet = 'v1.33.4' } = more;
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels, annotations },
    status: { addresses: [{ type: 'InternalIP', address: ip }], nodeInfo: { kubeletVersion: kubelet } },
  } satisfies KubeObject;
}

export const CONTROL_PLANE = { 'node-role.kubernetes.io/control-plane': '' };

/** The ConfigMap kube-system/kubeadm-config. */
export function kubeadmConfig(etcd: Json, more: JsonMap = {}): KubeObject {
  const written = JSON.stringify({ kind: 'ClusterConfiguration', etcd, ...more });
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'kubeadm-config', namespace: 'kube-system' },
    data: { ClusterConfiguration: written },
  };
}

/** A static pod of the control plane; each folder of the machine is mounted where it is, unless told otherwise. */
export function staticPod(
  component: 'etcd' | 'kube-apiserver',
  hostIP: string,
  flags: Map,
  { annotations = {}, mounts = {} }: { annotations?: Map; mounts?: Map } = {},
): KubeObject {
  const command = [component, ...Object.entries(flags).map(([name, value]) => `--${name}=${value}`)];
  const names = Object.keys(mounts);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `${component}-${hostIP}`, namespace: 'kube-system', labels: { component }, annotations },
    spec: {
      containers: [
        { name: component, command, volumeMounts: names.map((path, i) => ({ name: `v${i}`, mountPath: path })) },
      ],
      volumes: names.map((path, i) => ({ name: `v${i}`, hostPath: { path: mounts[path] ?? path } })),
    },
    status: { hostIP },
  };
}

/** kube-apiserver as a client of etcd. */
export function apiserver(hostIP: string, servers: string, [cert, key, ca]: readonly string[] = [], mounts: Map = {}) {
  const files = { 'etcd-certfile': cert, 'etcd-keyfile': key, 'etcd-cafile': ca };
  const given = Object.fromEntries(Object.entries(files).filter((each): each is [string, string] => !!each[1]));
  return staticPod('kube-apiserver', hostIP, { 'etcd-servers': servers, ...given }, { mounts });
}

/** What the survey makes of a cluster. */
export function surveyed({ version = 'v1.33.4', config, pods = [], nodes = [] }: EtcdCluster) {
  const client: Partial<Client> = {
    get: async () => config,
    list: async () => ({ items: pods, resourceVersion: '1' }),
  };
  return findEtcdMembers(client as Client, { version, nodes }, (what) => {
    throw new Error(`${what} was refused`);
  });
}

const SSL = '/etc/ssl/etcd/ssl';
const IPS = ['10.0.0.11', '10.0.0.12', '10.0.0.13'];
const URLS = IPS.map((ip) => `https://${ip}:2379`);
const masters = (labels: Map) => IPS.map((ip, i) => node(`node${i + 1}`, ip, { labels }));

/** kubespray with etcd on the hosts or in docker: kubeadm takes it for an external one. */
export function kubespray(): EtcdCluster {
  const files = [`${SSL}/node-node1.pem`, `${SSL}/node-node1-key.pem`, `${SSL}/ca.pem`];
  const [certFile = '', keyFile = '', caFile = ''] = files;
  return {
    config: kubeadmConfig(
      { external: { endpoints: URLS, caFile, certFile, keyFile } },
      { certificatesDir: '/etc/kubernetes/ssl' },
    ),
    pods: IPS.map((ip) => apiserver(ip, URLS.join(','), files, { [SSL]: SSL })),
    nodes: masters(CONTROL_PLANE),
  };
}

/** kubeadm with a member beside each kube-apiserver; kubespray's kubeadm type has another folder. */
export function stacked(pki = '/etc/kubernetes/pki'): EtcdCluster {
  const client = [`${pki}/apiserver-etcd-client.crt`, `${pki}/apiserver-etcd-client.key`, `${pki}/etcd/ca.crt`];
  return {
    config: kubeadmConfig({ local: { dataDir: '/var/lib/etcd' } }, { certificatesDir: pki }),
    pods: IPS.flatMap((ip) => [
      apiserver(ip, 'https://127.0.0.1:2379', client, { [pki]: pki }),
      staticPod(
        'etcd',
        ip,
        { 'trusted-ca-file': `${pki}/etcd/ca.crt`, 'cert-file': `${pki}/etcd/server.crt` },
        { annotations: { 'kubeadm.kubernetes.io/etcd.advertise-client-urls': `https://${ip}:2379` } },
      ),
    ]),
    nodes: masters(CONTROL_PLANE),
  };
}

/** k3s or rke2: one server with etcd in it, unless `etcd` is false (SQLite). */
export function rancher(name: 'k3s' | 'rke2', etcd = true): EtcdCluster {
  const kubelet = name === 'k3s' ? 'v1.33.4+k3s1' : 'v1.33.4+rke2r1';
  const labels = { ...CONTROL_PLANE, ...(etcd && { 'node-role.kubernetes.io/etcd': 'true' }) };
  const annotations = {
    [`${name}.io/node-args`]: '["server"]',
    ...(etcd && { [`etcd.${name}.cattle.io/node-address`]: '10.0.0.11' }),
  };
  const tls = `/var/lib/rancher/${name}/server/tls/etcd`;
  const files = [`${tls}/client.crt`, `${tls}/client.key`, `${tls}/server-ca.crt`];
  return {
    version: kubelet,
    // Only rke2 runs kube-apiserver as a pod.
    pods: name === 'rke2' ? [apiserver('10.0.0.11', 'https://127.0.0.1:2379', files)] : [],
    nodes: [node('server1', '10.0.0.11', { labels, annotations, kubelet })],
  };
}

/** k0s: its controllers are no nodes. */
export function k0s(): EtcdCluster {
  const kubelet = 'v1.33.4+k0s';
  const labels = { 'node.k0sproject.io/role': 'worker' };
  return { version: kubelet, nodes: [node('worker1', '10.0.0.21', { labels, kubelet })] };
}
