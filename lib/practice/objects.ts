import type { KubeObject } from '../kubernetes/object.ts';
import { SOURCES } from '../tools/table.ts';
import { ETCD_FOLDER, mastersOf, WORKERS } from './machines.ts';

/** What a cluster by kubespray holds before the document begins. */
export function clusterObjects(): KubeObject[] {
  return [
    ...['ingress-nginx', 'cert-manager'].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
    storageClass(),
    ingressClass(),
    kubeadmConfig(),
  ];
}

/** The nodes; kwok keeps them Ready. */
export function nodes(): KubeObject[] {
  const masters = mastersOf('namespace').map(({ name, address }) => node(name, address, 'control-plane'));
  return [...masters, ...WORKERS.map(({ name, address }) => node(name, address))];
}

/** Scheduler and controller-manager as kubespray leaves them: static pods that listen on every address. */
export function controlPlanePods(): KubeObject[] {
  const masters = mastersOf('namespace');
  return ['kube-scheduler', 'kube-controller-manager'].flatMap((component) =>
    masters.map(({ name }) => staticPod(component, name)),
  );
}

// The annotation is what a kubelet marks its static pods with in the API; such a pod needs no ServiceAccount.
function staticPod(component: string, nodeName: string): KubeObject {
  const { version } = SOURCES['kube-apiserver'];
  const command = [component, '--bind-address=0.0.0.0', `--kubeconfig=/etc/kubernetes/${component}.conf`];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${component}-${nodeName}`,
      namespace: 'kube-system',
      labels: { component, tier: 'control-plane' },
      annotations: { 'kubernetes.io/config.mirror': component, 'kubernetes.io/config.source': 'file' },
    },
    spec: {
      nodeName,
      hostNetwork: true,
      tolerations: [{ operator: 'Exists', effect: 'NoExecute' }],
      containers: [{ name: component, image: `registry.k8s.io/${component}:${version}`, command }],
    },
  };
}

function storageClass(): KubeObject {
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'csi-cephfs-sc' },
    provisioner: 'kubernetes.io/host-path',
    reclaimPolicy: 'Delete',
    volumeBindingMode: 'Immediate',
  };
}

function ingressClass(): KubeObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata: { name: 'nginx' },
    spec: { controller: 'k8s.io/ingress-nginx' },
  };
}

/** kubespray with etcd on the hosts tells kubeadm of an external etcd (FIELD-NOTES 4). */
function kubeadmConfig(): KubeObject {
  const masters = mastersOf('namespace');
  const lines = [
    'apiVersion: kubeadm.k8s.io/v1beta4',
    'kind: ClusterConfiguration',
    'clusterName: cluster.local',
    `kubernetesVersion: ${SOURCES['kube-apiserver'].version}`,
    'etcd:',
    '  external:',
    '    endpoints:',
    ...masters.map(({ address }) => `    - https://${address}:2379`),
    `    caFile: ${ETCD_FOLDER}/ca.pem`,
    `    certFile: ${ETCD_FOLDER}/node-${masters[0]?.name}.pem`,
    `    keyFile: ${ETCD_FOLDER}/node-${masters[0]?.name}-key.pem`,
  ];
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'kubeadm-config', namespace: 'kube-system' },
    data: { ClusterConfiguration: `${lines.join('\n')}\n` },
  };
}

function node(name: string, address: string, role?: 'control-plane'): KubeObject {
  const labels = { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' };
  const roles = role ? { [`node-role.kubernetes.io/${role}`]: '' } : {};
  const taint = { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' };
  const room = { cpu: '16', memory: '64Gi', pods: '110' };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { ...labels, ...roles }, annotations: { 'kwok.x-k8s.io/node': 'fake' } },
    spec: role ? { taints: [taint] } : {},
    status: {
      addresses: [
        { type: 'InternalIP', address },
        { type: 'Hostname', address: name },
      ],
      allocatable: room,
      capacity: room,
      nodeInfo: nodeInfo(),
    },
  };
}

/** The fields that the API demands; kwok fills the empty ones. */
function nodeInfo() {
  const empty = ['bootID', 'containerRuntimeVersion', 'kernelVersion', 'machineID', 'osImage', 'systemUUID'];
  return {
    ...Object.fromEntries(empty.map((field) => [field, ''])),
    architecture: 'amd64',
    operatingSystem: 'linux',
    kubeProxyVersion: '',
    kubeletVersion: SOURCES['kube-apiserver'].version,
  };
}
