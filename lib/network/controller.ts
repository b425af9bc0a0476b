import type { ClusterFacts, IngressControllerFact } from '../facts.ts';

/** Where the controller runs most often; taken where such a namespace exists and no controller was recognised. */
const USUAL = 'ingress-nginx';

/** Who serves an Ingress: the namespaces, and whether on the nodes' own network. */
export interface Served {
  namespaces: string[];
  hostNetwork: boolean;
}

/**
 * Who serves a class: as answered, else as found, else in the usual namespace; undefined when it can't be told.
 * `className` is undefined where nobody names one.
 */
export function servedBy(
  cluster: ClusterFacts,
  className: string | undefined,
  namespace: string | undefined,
): Served | undefined {
  const all = cluster.ingressControllers ?? [];
  const found = controllersOf(cluster, className);
  if (namespace !== undefined) {
    const there = (facts: readonly IngressControllerFact[]) => facts.filter((each) => each.namespace === namespace);
    const own = there(found).length > 0 ? there(found) : there(all);
    return { namespaces: [namespace], hostNetwork: own.some(({ hostNetwork }) => hostNetwork) };
  }
  if (found.length > 0) {
    const namespaces = [...new Set(found.map((each) => each.namespace))].sort();
    return { namespaces, hostNetwork: found.some(({ hostNetwork }) => hostNetwork) };
  }
  return cluster.namespaces.includes(USUAL) ? { namespaces: [USUAL], hostNetwork: false } : undefined;
}

/** Namespaces that may hold an ingress controller, the likely ones only where there are such. */
export function likelyNamespaces({ ingressControllers = [], namespaces }: ClusterFacts): string[] {
  const found = [...new Set(ingressControllers.map(({ namespace }) => namespace))].sort();
  if (found.length > 0) return found;
  const named = namespaces.filter((name) => /ingress|traefik|haproxy|nginx|kong|contour|istio|gateway/.test(name));
  return named.length > 0 ? named : namespaces;
}

/** The controllers that serve a class, by its name or by the controller that the class names. */
function controllersOf(cluster: ClusterFacts, className: string | undefined): IngressControllerFact[] {
  const { ingressControllers: all = [], ingressClasses } = cluster;
  const wanted = ingressClasses.find(({ name }) => name === className)?.controller;
  const serving = all.filter(
    (each) => (className !== undefined && each.className === className) || isOf(each.controller, wanted),
  );
  if (serving.length > 0) return serving;
  // With no more to go by, a controller that is the only one is the one.
  const single = new Set(all.map(({ namespace }) => namespace)).size === 1;
  return single && wanted === undefined ? all : [];
}

function isOf(controller: string | undefined, wanted: string | undefined): boolean {
  if (controller === undefined || wanted === undefined) return false;
  return wanted === controller || wanted.startsWith(`${controller}/`);
}
