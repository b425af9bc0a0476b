import type { JsonMap, KubeObject, Manifest } from '../kubernetes/object.ts';
import { groupOf } from '../kubernetes/object.ts';
import { asList } from '../manifests/field.ts';

export type Direction = 'Ingress' | 'Egress';

/** Whether an object is one of Kubernetes' own NetworkPolicies; those of Calico and Cilium have the same kind or another. */
export function isPolicy({ apiVersion, kind }: KubeObject): boolean {
  return kind === 'NetworkPolicy' && groupOf(apiVersion) === 'networking.k8s.io';
}

/** The manifests that are NetworkPolicies. */
export function policiesIn(manifests: readonly Manifest[]): Manifest[] {
  return manifests.filter(({ object }) => isPolicy(object));
}

/** What a policy limits. Left unsaid it is Ingress, and Egress when it has rules for that. */
export function directionsOf({ policyTypes, egress }: JsonMap): Direction[] {
  const said = asList(policyTypes).filter((type) => type === 'Ingress' || type === 'Egress');
  if (said.length > 0) return said;
  return egress === undefined ? ['Ingress'] : ['Ingress', 'Egress'];
}
