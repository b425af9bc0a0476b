import { type KubeObject, keyOf } from '../kubernetes/object.ts';
import type { StepPlan } from '../plan/change.ts';
import { bindsLate, type Classes } from '../storage/late.ts';
import { becomesReady } from './condition.ts';

/** The objects of a plan that have to become ready, each once; a volume that only a pod brings about needs its pod. */
export function awaited(steps: readonly Pick<StepPlan, 'changes'>[], classes: Classes): KubeObject[] {
  const all = steps
    .flatMap(({ changes }) => changes.filter(({ action }) => action !== 'delete').map(({ object }) => object))
    .filter(({ kind }) => becomesReady(kind));
  const unique = [...new Map(all.map((object) => [keyOf(object), object])).values()];
  const consumed = unique.some(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'grafana');
  const waits = (object: KubeObject) => object.kind === 'PersistentVolumeClaim' && bindsLate(object, classes) !== false;
  return consumed ? unique : unique.filter((object) => !waits(object));
}
