import { type KubeObject, keyOf, type Manifest } from '../kubernetes/object.ts';
import { fieldAt } from '../manifests/field.ts';
import { requireManifest } from '../manifests/find.ts';
import { NAMESPACE, reference } from '../manifests/namespace.ts';
import { ownLabels, PROMETHEUS } from '../prometheus/names.ts';
import type { Stack } from '../stack.ts';
import { ETCD_NAMES, type EtcdCluster } from './clusters.ts';
import { PORT_NAME } from './objects.ts';

/** The kind of object that this stack's Prometheus takes addresses from: EndpointSlices from kube-prometheus 0.17. */
export function discoveryKind(manifests: readonly Manifest[]): 'EndpointSlice' | 'Endpoints' {
  const { object } = requireManifest(manifests, 'Prometheus', PROMETHEUS);
  return fieldAt(object, 'spec', 'serviceDiscoveryRole') === 'EndpointSlice' ? 'EndpointSlice' : 'Endpoints';
}

/** A cluster's addresses in the form that Prometheus looks for. Never both, which would scrape every member twice. */
export function etcdEndpoints(stack: Stack, cluster: EtcdCluster): KubeObject[] {
  if (discoveryKind(stack.manifests) === 'Endpoints') return [endpoints(cluster)];
  const { service, addresses } = cluster;
  return [
    ...(addresses.ipv4.length > 0 ? [slice(cluster, service, 'IPv4', addresses.ipv4)] : []),
    ...(addresses.ipv6.length > 0 ? [slice(cluster, sliceOfIPv6(service), 'IPv6', addresses.ipv6)] : []),
  ];
}

/**
 * What an earlier run may have left: all of it where etcd is left out now, a cluster for events that isn't scraped any
 * more, and the addresses in the form that this kube-prometheus doesn't look for.
 */
export function staleEtcdObjects(desired: readonly KubeObject[]): KubeObject[] {
  const all = ETCD_NAMES.flatMap(({ job, service }) => [
    reference('v1', 'Service', service),
    reference('monitoring.coreos.com/v1', 'ServiceMonitor', job),
    endpointsOf(service),
    ...slicesOf(service),
  ]);
  const wanted = new Set(desired.map(keyOf));
  return all.filter((object) => !wanted.has(keyOf(object)));
}

/** The slices of a Service, one a family, named only. */
export function slicesOf(service: string): KubeObject[] {
  return [service, sliceOfIPv6(service)].map((name) => reference('discovery.k8s.io/v1', 'EndpointSlice', name));
}

function sliceOfIPv6(service: string): string {
  return `${service}-ipv6`;
}

/** The Endpoints of a Service, named only. */
export function endpointsOf(service: string): KubeObject {
  return reference('v1', 'Endpoints', service);
}

function endpoints({ job, service, addresses: { ipv4, ipv6 }, port }: EtcdCluster): KubeObject {
  const { apiVersion, kind, metadata } = endpointsOf(service);
  const addresses = [...ipv4, ...ipv6].map((ip) => ({ ip }));
  const ports = [{ name: PORT_NAME, port, protocol: 'TCP' }];
  return { apiVersion, kind, metadata: { ...metadata, labels: ownLabels(job) }, subsets: [{ addresses, ports }] };
}

function slice(
  { job, service, port }: EtcdCluster,
  name: string,
  addressType: 'IPv4' | 'IPv6',
  addresses: readonly string[],
): KubeObject {
  const labels = {
    ...ownLabels(job),
    'kubernetes.io/service-name': service,
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
