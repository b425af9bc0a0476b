import type { Json } from '../kubernetes/object.ts';
import { asMap } from '../manifests/field.ts';

/** A list of tolerations with those answered in it: one that tolerates the same taint is replaced, the others stay. */
export function withTolerations(old: readonly Json[], answered: readonly Json[]): Json[] {
  const byTaint = new Map<string, Json>();
  for (const toleration of [...old, ...answered]) byTaint.set(taintOf(toleration), toleration);
  return [...byTaint.values()];
}

/** What it tolerates, however it is written: Equal is what Kubernetes takes where no operator stands. */
function taintOf(toleration: Json): string {
  const { key = '', operator = 'Equal', value = '', effect = '' } = asMap(toleration);
  return JSON.stringify([key, operator || 'Equal', value, effect]);
}
