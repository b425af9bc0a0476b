import type { ClaimFact, ClusterFacts } from '../facts.ts';

/** The claims with a volume that hold somebody's data. The stack, which may have names of its own, isn't known yet. */
export type Held = (cluster: ClusterFacts) => readonly ClaimFact[];

export const ofPrometheus = ofPods(/-prometheus-k8s-(shard-\d+-)?\d+$/);
export const ofAlertmanager = ofPods(/-alertmanager-main-\d+$/);

/** Ours, else the only one whose name says so: of two nobody knows which. */
export function ofGrafana(cluster: ClusterFacts): readonly ClaimFact[] {
  const named = bound(cluster).filter(({ name }) => /grafana/i.test(name));
  const ours = named.filter(({ name }) => name === 'grafana-pvc');
  return ours.length === 0 && named.length === 1 ? named : ours;
}

/** The class that they all have; undefined where they differ, or the cluster has none of that name any more. */
export function classOfHeld(cluster: ClusterFacts): string | undefined {
  const held = [ofPrometheus, ofAlertmanager, ofGrafana].flatMap((of) => of(cluster));
  const [className, ...others] = new Set(held.map((claim) => claim.className));
  return others.length === 0 && cluster.storageClasses.some(({ name }) => name === className) ? className : undefined;
}

/** The operator's claims end in the name of their pod, whatever their template is called. */
function ofPods(pod: RegExp): Held {
  return (cluster) => bound(cluster).filter(({ name }) => pod.test(name));
}

function bound({ claims = [] }: ClusterFacts): ClaimFact[] {
  return claims.filter((claim) => claim.bound);
}
