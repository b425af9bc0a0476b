import type { ClusterFacts } from '../facts.ts';
import type { KubeObject } from '../kubernetes/object.ts';
import { keyOf } from '../kubernetes/object.ts';
import { NAMESPACE } from '../manifests/namespace.ts';
import type { Input } from '../step.ts';
import type { EtcdCluster } from './clusters.ts';
import { discoveryKind, endpointsOf, reference } from './endpoints.ts';
import { etcdMonitorsOf } from './stack-objects.ts';

/**
 * What somebody applied by hand and can't stay: ServiceMonitors that scrape etcd beside ours, or from files that the
 * stack mounted; and where Prometheus looks at EndpointSlices, Endpoints of our Services, which the cluster mirrors
 * into slices of its own, and slices of other names.
 */
export function etcdInTheWay(input: Input, clusters: readonly EtcdCluster[]): KubeObject[] {
  const monitors = goingMonitors(input, clusters);
  if (clusters.length === 0 || discoveryKind(input.stack.manifests) === 'Endpoints') return monitors;
  return [...monitors, ...clusters.map(({ service }) => endpointsOf(service)), ...found(input, 'EndpointSlice')];
}

/** The ServiceMonitors of others that go: those the survey found, and those that the stack brought. */
export function goingMonitors(input: Input, clusters: readonly EtcdCluster[]): KubeObject[] {
  const own: readonly string[] = clusters.map(({ job }) => job);
  const ofStack = etcdMonitorsOf(input.stack.manifests).map(({ apiVersion, kind, metadata: { name, namespace } }) => ({
    apiVersion,
    kind,
    metadata: { name, ...(namespace !== undefined && { namespace }) },
  }));
  const all = [...ofStack, ...found(input, 'ServiceMonitor')];
  // Those of our own names are taken over in place.
  const others = all.filter(({ metadata }) => !(metadata.namespace === NAMESPACE && own.includes(metadata.name)));
  return [...new Map(others.map((object) => [keyOf(object), object])).values()];
}

/** Whether somebody's ServiceMonitor needs files that Prometheus won't have mounted: it couldn't load its configuration. */
export function leavesFilesBehind({ etcdInTheWay: objects = [] }: ClusterFacts): boolean {
  return objects.some(({ mounted }) => mounted);
}

function found({ facts }: Input, kind: string): KubeObject[] {
  const objects = (facts.cluster.etcdInTheWay ?? []).filter((object) => object.kind === kind);
  return objects.map(({ apiVersion, name }) => reference(apiVersion, kind, name));
}
