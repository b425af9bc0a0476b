import type { Json, Manifest } from '../kubernetes/object.ts';
import { fieldAt, withField } from '../manifests/field.ts';
import { findManifest, replaceObject } from '../manifests/find.ts';

const BUDGET = 'prometheus-k8s';
const MIN = ['spec', 'minAvailable'];

/**
 * Makes room in the stack's PodDisruptionBudget where it would keep every one of so many replicas: draining a node
 * would wait for ever. The stack's budget keeps one, which is right for its own two.
 */
export function withRoomToDrain(manifests: readonly Manifest[], replicas: number): Manifest[] {
  const budget = findManifest(manifests, 'PodDisruptionBudget', BUDGET);
  const kept = budget && keptOf(fieldAt(budget.object, ...MIN), replicas);
  if (kept === undefined || kept < replicas) return [...manifests];
  return replaceObject(manifests, 'PodDisruptionBudget', BUDGET, (object) => withField(object, MIN, replicas - 1));
}

/** Kubernetes rounds a share up. */
function keptOf(min: Json | undefined, replicas: number): number | undefined {
  if (typeof min === 'number') return min;
  const [, percent] = /^([0-9]+)%$/.exec(String(min)) ?? [];
  return percent === undefined ? undefined : Math.ceil((replicas * Number(percent)) / 100);
}
