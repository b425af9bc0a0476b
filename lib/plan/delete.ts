import { isMember, MEMBER_LABEL } from '../inventory/applyset.ts';
import { type KubeObject, keyOf } from '../kubernetes/object.ts';
import type { Change } from './change.ts';
import { lostWhole } from './lost.ts';
import type { Planner } from './steps.ts';

/**
 * Plans the deletion of what must not be there any more: of the obsolete what is ours, of what stands in the way
 * whoever made it; then all that it says would be lost.
 */
export async function planDeletes(
  { client, mask }: Pick<Planner, 'client' | 'mask'>,
  obsolete: readonly KubeObject[],
  inTheWay: readonly KubeObject[],
): Promise<Change[]> {
  const all = new Map([...obsolete, ...inTheWay].map((object) => [keyOf(object), object]));
  const always = new Set(inTheWay.map(keyOf));
  const planned = [...all].map(async ([key, object]): Promise<Change[]> => {
    const live = await client.get(object);
    if (!live) return [];
    if (isOurs(live)) return [{ action: 'delete', object, live, differences: [], lost: [], adopt: false }];
    if (!always.has(key)) return [];
    return [{ action: 'delete', object, live, differences: [], lost: lostWhole(live, mask), adopt: false }];
  });
  return (await Promise.all(planned)).flat();
}

function isOurs(live: KubeObject): boolean {
  return live.metadata.labels?.[MEMBER_LABEL.key] === MEMBER_LABEL.value && isMember(live);
}
