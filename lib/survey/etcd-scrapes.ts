import { ETCD_NAMES } from '../etcd/clusters.ts';
import { reference } from '../etcd/endpoints.ts';
import { isChoosy, mountedSecrets, scrapesPort, selects, usesEtcdCertificates } from '../etcd/monitors.ts';
import type { ClusterFacts, EtcdObjectFact, EtcdServiceFact } from '../facts.ts';
import { MEMBER_LABEL } from '../inventory/applyset.ts';
import type { Client } from '../kubernetes/client.ts';
import { type KubeObject, nameOf } from '../kubernetes/object.ts';
import { asList, asMap, fieldAt } from '../manifests/field.ts';
import { NAMESPACE } from '../manifests/namespace.ts';
import { ownLabels } from '../prometheus/names.ts';
import { unlessForbidden } from './forbidden.ts';

const SERVICE_NAME = 'kubernetes.io/service-name';
const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';

/**
 * What scrapes etcd in this cluster already: kubespray's own Service with the ServiceMonitors that select it, and what
 * somebody applied in monitoring that would scrape our targets a second time. What may not be read is told.
 */
export async function findEtcdScrapes(
  client: Client,
  unreadable: (what: string) => void,
): Promise<Pick<ClusterFacts, 'etcdService' | 'etcdInTheWay'>> {
  const get = (object: KubeObject) =>
    unlessForbidden(
      () => client.get(object),
      () => unreadable(nameOf(object)),
    );
  const list = async (apiVersion: string, kind: string, where = {}) =>
    (await unlessForbidden(
      async () => (await client.list(apiVersion, kind, where)).items,
      () => unreadable(kind),
    )) ?? [];
  const ofEtcd = { namespace: NAMESPACE, labelSelector: `${SERVICE_NAME} in (${SERVICES.join(', ')})` };
  const [kubespray, services, monitors, slices] = await Promise.all([
    get({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'etcd-metrics', namespace: 'kube-system' } }),
    Promise.all(SERVICES.map((name) => get(reference('v1', 'Service', name)))),
    list('monitoring.coreos.com/v1', 'ServiceMonitor'),
    list('discovery.k8s.io/v1', 'EndpointSlice', ofEtcd),
  ]);
  const inTheWay = [...rivalMonitors(monitors, services), ...slices.filter(isRival)].map(objectFact);
  return {
    ...(kubespray && { etcdService: serviceFact(kubespray, monitors) }),
    ...(inTheWay.length > 0 && { etcdInTheWay: inTheWay }),
  };
}

const SERVICES = ETCD_NAMES.map(({ service }) => service);

function serviceFact({ metadata, spec }: KubeObject, monitors: readonly KubeObject[]): EtcdServiceFact {
  const labels = metadata.labels ?? {};
  const { name, port } = asMap(asList(fieldAt(spec, 'ports'))[0]);
  const of = { ...(typeof name === 'string' && { name }), ...(typeof port === 'number' && { port }) };
  const selecting = monitors.filter((monitor) => selects(monitor, 'kube-system', labels) && scrapesPort(monitor, of));
  return {
    labels,
    ...(of.port !== undefined && { port: of.port }),
    monitors: selecting.map((monitor) => `${monitor.metadata.namespace}/${monitor.metadata.name}`).sort(),
  };
}

/** Those in monitoring that read our certificates or select our Services, as they are labelled now or will be. */
function rivalMonitors(monitors: readonly KubeObject[], services: readonly (KubeObject | undefined)[]): KubeObject[] {
  const labels: Record<string, string>[] = [
    ...ETCD_NAMES.map(({ job }) => ownLabels(job)),
    ...services.flatMap((service) => (service?.metadata.labels ? [service.metadata.labels] : [])),
  ];
  return monitors
    .filter(({ metadata }) => metadata.namespace === NAMESPACE && !isOurs(metadata))
    .filter(
      (monitor) =>
        usesEtcdCertificates(monitor) ||
        (isChoosy(monitor) && labels.some((each) => selects(monitor, NAMESPACE, each))),
    );
}

function isOurs({ name, labels }: KubeObject['metadata']): boolean {
  return ETCD_NAMES.some(({ job }) => job === name) && labels?.[MEMBER_LABEL.key] === MEMBER_LABEL.value;
}

/** A slice that no controller keeps, as those are that mirror Endpoints, and whose name isn't one of ours. */
function isRival({ metadata: { name, labels } }: KubeObject): boolean {
  const ours = SERVICES.flatMap((service): string[] => [service, `${service}-ipv6`]);
  return !labels?.[MANAGED_BY]?.endsWith('controller.k8s.io') && !ours.includes(name);
}

function objectFact(object: KubeObject): EtcdObjectFact {
  const { apiVersion, kind, metadata } = object;
  const mounted = kind === 'ServiceMonitor' && mountedSecrets(object).length > 0;
  return {
    apiVersion,
    kind: kind === 'ServiceMonitor' ? kind : 'EndpointSlice',
    name: metadata.name,
    ...(mounted && { mounted }),
  };
}
