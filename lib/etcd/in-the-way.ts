import { type KubeObject, keyOf } from '../kubernetes/object.ts';
import { NAMESPACE, reference } from '../manifests/namespace.ts';
import type { Input, InTheWay } from '../step.ts';
import { type Text, text } from '../text.ts';
import type { EtcdCluster } from './clusters.ts';
import { discoveryKind, endpointsOf } from './endpoints.ts';
import { etcdRivals } from './rivals.ts';
import { etcdMonitorsOf } from './stack-objects.ts';

/**
 * What somebody applied by hand and can't stay: ServiceMonitors that scrape etcd beside ours, or from files that were
 * mounted; and where Prometheus looks at EndpointSlices, Endpoints of our Services, which the cluster mirrors into
 * slices of its own, and slices of other names. Where the answers leave etcd out nothing of ours comes, and all stays.
 */
export function etcdInTheWay(input: Input, clusters: readonly EtcdCluster[]): InTheWay[] {
  const monitors = goingMonitors(input, clusters);
  if (clusters.length === 0 || discoveryKind(input.stack.manifests) === 'Endpoints') return monitors;
  const endpoints = clusters.map(({ service }) => ({ object: endpointsOf(service), why: mirrored() }));
  return [...monitors, ...endpoints, ...rivals(input, 'EndpointSlice')];
}

/** The ServiceMonitors of others that go: those the survey found, and those that the stack brought. */
export function goingMonitors(input: Input, clusters: readonly EtcdCluster[]): InTheWay[] {
  if (clusters.length === 0) return [];
  const own: readonly string[] = clusters.map(({ job }) => job);
  const ofStack = etcdMonitorsOf(input.stack.manifests).map((monitor) => ({ object: named(monitor), why: replaced() }));
  // Those of our own names are taken over in place.
  const others = [...ofStack, ...rivals(input, 'ServiceMonitor')].filter(
    ({ object: { metadata } }) => !(metadata.namespace === NAMESPACE && own.includes(metadata.name)),
  );
  return [...new Map(others.map((each) => [keyOf(each.object), each])).values()];
}

function named({ apiVersion, kind, metadata: { name, namespace } }: KubeObject): KubeObject {
  return { apiVersion, kind, metadata: { name, ...(namespace !== undefined && { namespace }) } };
}

function rivals(input: Input, kind: string): InTheWay[] {
  const found = etcdRivals(input).filter(({ fact }) => fact.kind === kind);
  return found.map(({ fact: { apiVersion, name }, why }) => ({ object: reference(apiVersion, kind, name), why }));
}

function mirrored(): Text {
  return text(
    'the cluster mirrors it into a slice beside ours: every member would be scraped twice',
    '클러스터가 이를 별도의 슬라이스로 복제하므로 모든 멤버가 두 번 수집됩니다',
  );
}

function replaced(): Text {
  return text(
    "it is the stack's own for etcd, which ours takes the place of",
    '스택에 있던 etcd용 객체이며 런북의 객체가 대신합니다',
  );
}
