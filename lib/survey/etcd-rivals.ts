import { ETCD_NAMES } from '../etcd/clusters.ts';
import { isChoosy, mountedSecrets, scrapesPort, selects } from '../etcd/monitors.ts';
import type { EtcdObjectFact, EtcdTargetsFact } from '../facts.ts';
import { isOurs } from '../inventory/ours.ts';
import type { KubeObject } from '../kubernetes/object.ts';
import { asList, asMap, fieldAt } from '../manifests/field.ts';
import { NAMESPACE } from '../manifests/namespace.ts';
import { ownLabels } from '../prometheus/names.ts';

const SERVICE_NAME = 'kubernetes.io/service-name';
const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
const OURS = ETCD_NAMES.map(({ service }): string => service);

/** Namespaces in which addresses of etcd are written down by hand. */
export const BY_HAND = [NAMESPACE, 'kube-system'];

/** What was read of the cluster, of any namespace. */
export interface Scraping {
  monitors: readonly KubeObject[];
  /** Those in monitoring and kube-system. */
  services: readonly KubeObject[];
  slices: readonly KubeObject[];
}

/** What others have in monitoring that leads to addresses written down, or reads files that have to be mounted. */
export function rivalFacts(scraping: Scraping): EtcdObjectFact[] {
  const monitors = scraping.monitors.filter((monitor) => monitor.metadata.namespace === NAMESPACE && !isOwn(monitor));
  const slices = scraping.slices.filter(isRival);
  return [...monitors.map((monitor) => monitorFact(monitor, scraping)), ...slices.map(sliceFact)].filter(
    ({ services, mounted }) => services !== undefined || mounted !== undefined,
  );
}

function isOwn(monitor: KubeObject): boolean {
  return ETCD_NAMES.some(({ job }) => job === monitor.metadata.name) && isOurs(monitor);
}

/** A slice of our Services that no controller keeps, as those are that mirror Endpoints, and whose name isn't one of ours. */
function isRival({ metadata: { name, namespace, labels } }: KubeObject): boolean {
  const ours = OURS.flatMap((service) => [service, `${service}-ipv6`]);
  const kept = labels?.[MANAGED_BY]?.endsWith('controller.k8s.io');
  return namespace === NAMESPACE && OURS.includes(labels?.[SERVICE_NAME] ?? '') && !kept && !ours.includes(name);
}

function sliceFact({ apiVersion, metadata }: KubeObject): EtcdObjectFact {
  const service = `${NAMESPACE}/${metadata.labels?.[SERVICE_NAME]}`;
  return { apiVersion, kind: 'EndpointSlice', name: metadata.name, services: [{ service, targets: [] }] };
}

function monitorFact(monitor: KubeObject, scraping: Scraping): EtcdObjectFact {
  const services = isChoosy(monitor) ? [...ownOf(monitor, scraping), ...byHandOf(monitor, scraping)] : [];
  const mounted = [...new Set(mountedSecrets(monitor))];
  return {
    apiVersion: monitor.apiVersion,
    kind: 'ServiceMonitor',
    name: monitor.metadata.name,
    ...(services.length > 0 && { services }),
    ...(mounted.length > 0 && { mounted }),
  };
}

/** Our Services, as they are labelled now or will be. */
function ownOf(monitor: KubeObject, { services }: Scraping): EtcdTargetsFact[] {
  return ETCD_NAMES.filter(({ job, service }) => {
    const live = services.filter(({ metadata: { name, namespace } }) => name === service && namespace === NAMESPACE);
    const labels = [ownLabels(job), ...live.map(({ metadata }) => metadata.labels ?? {})];
    return labels.some((each) => selects(monitor, NAMESPACE, each));
  }).map(({ service }) => ({ service: `${NAMESPACE}/${service}`, targets: [] }));
}

/** Services without a selector, whose addresses somebody wrote down; kubespray's own is told otherwise. */
function byHandOf(monitor: KubeObject, { services, slices }: Scraping): EtcdTargetsFact[] {
  return services.flatMap(({ metadata: { name, namespace = '', labels = {} }, spec }) => {
    const isOther = BY_HAND.includes(namespace) && !OURS.includes(name) && fieldAt(spec, 'selector') === undefined;
    if (!isOther || !selects(monitor, namespace, labels)) return [];
    const its = slices.filter(
      ({ metadata }) => metadata.namespace === namespace && metadata.labels?.[SERVICE_NAME] === name,
    );
    const targets = its.flatMap((slice) => targetsOf(monitor, slice));
    return targets.length > 0 ? [{ service: `${namespace}/${name}`, targets }] : [];
  });
}

/** The addresses of a slice with the ports that a ServiceMonitor scrapes. */
function targetsOf(monitor: KubeObject, slice: KubeObject): EtcdTargetsFact['targets'] {
  const ports = asList(fieldAt(slice, 'ports')).flatMap((each) => {
    const { name, port } = asMap(each);
    if (typeof port !== 'number') return [];
    return scrapesPort(monitor, { ...(typeof name === 'string' && { name }), port }) ? [port] : [];
  });
  const addresses = asList(fieldAt(slice, 'endpoints')).flatMap((each) => asList(asMap(each).addresses));
  return addresses.flatMap((address) => ports.map((port) => ({ address: String(address), port })));
}
