import { type JsonMap, type KubeObject, keyOf } from '../kubernetes/object.ts';
import { fieldAt, withField } from '../manifests/field.ts';
import { requireManifest } from '../manifests/find.ts';
import { NAMESPACE } from '../manifests/namespace.ts';
import { readConfig } from '../manifests/template.ts';
import { ownLabels, PROMETHEUS } from '../prometheus/names.ts';
import type { Stack } from '../stack.ts';
import type { EtcdAddresses } from './addresses.ts';
import type { EtcdSecretKeys } from './secret-keys.ts';

const NAME = 'etcd-metrics';
const PORT_NAME = 'metrics';

/** The headless Service without a selector that Prometheus finds etcd by. */
export function etcdService(port: number): KubeObject {
  const ports = [{ name: PORT_NAME, port, targetPort: port, protocol: 'TCP' }];
  return withField(template('Service', NAME), ['spec', 'ports'], ports);
}

/** How Prometheus scrapes it: with the certificate by reference, so nothing is mounted and no pod restarts. */
export function etcdServiceMonitor(keys: EtcdSecretKeys | undefined): KubeObject {
  const endpoint = { port: PORT_NAME, interval: '30s', ...(keys ? tls(keys) : { scheme: 'http' }) };
  return withField(template('ServiceMonitor', 'etcd'), ['spec', 'endpoints'], [endpoint]);
}

/**
 * The members' addresses in the form this stack's Prometheus looks for: it watches Endpoints up to kube-prometheus 0.16
 * and EndpointSlices from 0.17. Never both, which would scrape every member twice.
 */
export function etcdEndpoints(stack: Stack, addresses: EtcdAddresses, port: number): KubeObject[] {
  const prometheus = requireManifest(stack.manifests, 'Prometheus', PROMETHEUS).object;
  if (fieldAt(prometheus, 'spec', 'serviceDiscoveryRole') !== 'EndpointSlice') return [endpoints(addresses, port)];
  return [
    ...(addresses.ipv4.length > 0 ? [slice(NAME, 'IPv4', addresses.ipv4, port)] : []),
    ...(addresses.ipv6.length > 0 ? [slice(`${NAME}-ipv6`, 'IPv6', addresses.ipv6, port)] : []),
  ];
}

/**
 * What an earlier run may have left: all of it where etcd is left out now, and the addresses in the form that this
 * kube-prometheus doesn't look for. The
 * cluster mirrors Endpoints into slices, so both forms at once would scrape every member twice.
 */
export function staleEtcdObjects(desired: readonly KubeObject[]): KubeObject[] {
  const stand = (apiVersion: string, kind: string, name: string): KubeObject => ({
    apiVersion,
    kind,
    metadata: { name, namespace: NAMESPACE },
  });
  const all = [
    stand('v1', 'Service', NAME),
    stand('monitoring.coreos.com/v1', 'ServiceMonitor', 'etcd'),
    stand('v1', 'Endpoints', NAME),
    stand('discovery.k8s.io/v1', 'EndpointSlice', NAME),
    stand('discovery.k8s.io/v1', 'EndpointSlice', `${NAME}-ipv6`),
  ];
  const wanted = new Set(desired.map(keyOf));
  return all.filter((object) => !wanted.has(keyOf(object)));
}

function endpoints({ ipv4, ipv6 }: EtcdAddresses, port: number): KubeObject {
  const addresses = [...ipv4, ...ipv6].map((ip) => ({ ip }));
  return {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { name: NAME, namespace: NAMESPACE, labels: ownLabels('etcd') },
    subsets: [{ addresses, ports: [{ name: PORT_NAME, port, protocol: 'TCP' }] }],
  };
}

function slice(name: string, addressType: 'IPv4' | 'IPv6', addresses: string[], port: number): KubeObject {
  const labels = {
    ...ownLabels('etcd'),
    'kubernetes.io/service-name': NAME,
    // Another manager's name keeps the cluster's own controllers away from it.
    'endpointslice.kubernetes.io/managed-by': 'tks-runbook',
  };
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name, namespace: NAMESPACE, labels },
    addressType,
    endpoints: addresses.map((address) => ({ addresses: [address], conditions: { ready: true } })),
    ports: [{ name: PORT_NAME, port, protocol: 'TCP' }],
  };
}

function tls({ name, ca, certificate, key }: EtcdSecretKeys): JsonMap {
  return {
    scheme: 'https',
    tlsConfig: {
      ca: { secret: { name, key: ca } },
      cert: { secret: { name, key: certificate } },
      keySecret: { name, key },
    },
  };
}

function template(kind: string, name: string): KubeObject {
  return requireManifest(readConfig('manifests/etcd.yaml'), kind, name).object;
}
