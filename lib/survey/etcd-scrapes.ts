import { scrapesPort, selects } from '../etcd/monitors.ts';
import type { ClusterFacts, EtcdServiceFact } from '../facts.ts';
import type { Client } from '../kubernetes/client.ts';
import { type KubeObject, nameOf } from '../kubernetes/object.ts';
import { asList, asMap, fieldAt } from '../manifests/field.ts';
import { BY_HAND, rivalFacts } from './etcd-rivals.ts';
import { unlessForbidden } from './forbidden.ts';

const KUBESPRAYS = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'etcd-metrics', namespace: 'kube-system' } };

/**
 * What scrapes etcd in this cluster already: kubespray's own Service with the ServiceMonitors that select it, and what
 * somebody applied in monitoring that may scrape our targets a second time. What may not be read is told.
 */
export async function findEtcdScrapes(
  client: Client,
  unreadable: (what: string) => void,
): Promise<Pick<ClusterFacts, 'etcdService' | 'etcdInTheWay'>> {
  const list = async (apiVersion: string, kind: string, namespace?: string) =>
    (await unlessForbidden(
      async () => (await client.list(apiVersion, kind, namespace === undefined ? {} : { namespace })).items,
      () => unreadable(kind),
    )) ?? [];
  const listByHand = async (apiVersion: string, kind: string) =>
    (await Promise.all(BY_HAND.map((namespace) => list(apiVersion, kind, namespace)))).flat();
  const [kubespray, monitors, services, slices] = await Promise.all([
    unlessForbidden(
      () => client.get(KUBESPRAYS),
      () => unreadable(nameOf(KUBESPRAYS)),
    ),
    list('monitoring.coreos.com/v1', 'ServiceMonitor'),
    listByHand('v1', 'Service'),
    listByHand('discovery.k8s.io/v1', 'EndpointSlice'),
  ]);
  const inTheWay = rivalFacts({ monitors, services, slices });
  return {
    ...(kubespray && { etcdService: serviceFact(kubespray, monitors) }),
    ...(inTheWay.length > 0 && { etcdInTheWay: inTheWay }),
  };
}

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
