import type { ClaimFact } from '../facts.ts';
import type { KubeObject } from '../kubernetes/object.ts';
import { fieldAt } from '../manifests/field.ts';

/**
 * The claims of the replicas that are wanted, as the operator's StatefulSets name them: the template's name, which is
 * prometheus-NAME-db where none is given, then the pod's. Claims of replicas that are no more stay out of it.
 */
export function claimsOf(object: KubeObject, claims: readonly ClaimFact[] = [], answered?: number): ClaimFact[] {
  const prefixed = `${object.kind.toLowerCase()}-${object.metadata.name}`;
  const template = fieldAt(object, 'spec', 'storage', 'volumeClaimTemplate', 'metadata', 'name') || `${prefixed}-db`;
  const replicas = answered ?? Number(fieldAt(object, 'spec', 'replicas') ?? 1);
  const start = `${String(template)}-${prefixed}-`;
  return claims.filter(({ name }) => {
    const ordinal = name.startsWith(start) ? /^(?:shard-\d+-)?(\d+)$/.exec(name.slice(start.length))?.[1] : undefined;
    return ordinal !== undefined && Number(ordinal) < replicas;
  });
}
