import type { ClusterFacts } from '../facts.ts';
import { likelyNamespaces } from '../network/controller.ts';
import { type Text, text } from '../text.ts';
import type { Problem } from './problem.ts';
import type { Answers } from './schema.ts';

/** That answers name no StorageClass that the cluster lacks. */
export function checkStorageClass({ storage }: Answers, { storageClasses }: ClusterFacts): Problem[] {
  const { className } = storage;
  const names = storageClasses.map((each) => each.name);
  if (className === undefined || isFine(className, names)) return [];
  return [{ location: ['storage', 'className'], what: notThere('StorageClass', className, names) }];
}

/** That answers name no IngressClass that the cluster lacks. */
export function checkIngressClass({ grafana }: Answers, { ingressClasses }: ClusterFacts): Problem[] {
  const { className } = grafana.ingress;
  const names = ingressClasses.map((each) => each.name);
  if (grafana.expose === 'none' || className === undefined || isFine(className, names)) return [];
  return [{ location: ['grafana', 'ingress', 'className'], what: notThere('IngressClass', className, names) }];
}

/** A controller that is looked for in the wrong namespace would be kept out of Grafana. */
export function checkIngressNamespace({ grafana, network }: Answers, cluster: ClusterFacts): Problem[] {
  const { namespace } = grafana.ingress;
  if (namespace === undefined || grafana.expose === 'none' || network.policies !== 'stack') return [];
  if (cluster.unknown?.includes('Namespace') || isFine(namespace, cluster.namespaces)) return [];
  const what = notThere('namespace', namespace, likelyNamespaces(cluster));
  return [{ location: ['grafana', 'ingress', 'namespace'], what }];
}

/** Where no class is seen at all, the one that is named is still to come, or nobody may read classes here. */
function isFine(name: string, there: readonly string[]): boolean {
  return there.length === 0 || there.includes(name);
}

function notThere(kind: string, name: string, there: readonly string[]): Text {
  const list = there.join(', ');
  return text(
    `the cluster has no ${kind} ${name}; it has: ${list}`,
    `클러스터에 ${kind} ${name}이(가) 없습니다. 있는 것: ${list}`,
  );
}
