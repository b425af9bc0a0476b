import type { KubeObject } from '../kubernetes/object.ts';
import { MEMBER_LABEL } from './applyset.ts';

/** Whether an object bears the label of our inventory: an earlier run of ours made it, or somebody else by its copy. */
export function isOurs({ metadata: { labels } }: Pick<KubeObject, 'metadata'>): boolean {
  return labels?.[MEMBER_LABEL.key] === MEMBER_LABEL.value;
}
