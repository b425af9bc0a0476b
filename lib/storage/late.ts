import type { ClusterFacts } from '../facts.ts';
import type { KubeObject } from '../kubernetes/object.ts';
import { fieldAt } from '../manifests/field.ts';

/** What tells whether volumes are made late. */
export type Classes = Pick<ClusterFacts, 'storageClasses' | 'unknown'>;

/** Whether a claim's volume is made only when a pod asks for it; undefined where classes may not be read. */
export function bindsLate(claim: KubeObject, { storageClasses, unknown = [] }: Classes): boolean | undefined {
  if (unknown.includes('StorageClass')) return undefined;
  const className = fieldAt(claim, 'spec', 'storageClassName');
  return storageClasses.some(({ name, bindsOnFirstConsumer }) => bindsOnFirstConsumer && name === className);
}
