import { isMember } from '../inventory/applyset.ts';
import { isOurs } from '../inventory/ours.ts';
import { type KubeObject, keyOf } from '../kubernetes/object.ts';
import type { InTheWay } from '../step.ts';
import type { Change } from './change.ts';
import { lostWhole } from './lost.ts';
import type { Planner } from './planner.ts';

/**
 * Plans the deletion of what must not be there any more: of the obsolete what is ours, of what stands in the way
 * whoever made it; then all that it says would be lost.
 */
export async function planDeletes(
  { client, mask }: Pick<Planner, 'client' | 'mask'>,
  obsolete: readonly KubeObject[],
  inTheWay: readonly InTheWay[],
): Promise<Change[]> {
  const reasons = new Map(inTheWay.map(({ object, why }) => [keyOf(object), why]));
  const all = new Map([...obsolete, ...inTheWay.map(({ object }) => object)].map((object) => [keyOf(object), object]));
  const planned = [...all].map(async ([key, object]): Promise<Change[]> => {
    const live = await client.get(object);
    if (!live) return [];
    const why = reasons.get(key);
    const base: Change = { action: 'delete', object, live, differences: [], lost: [], adopt: false };
    const change: Change = { ...base, ...(why && { inTheWay: true }) };
    if (isOurs(live) && isMember(live)) return [change];
    return why ? [{ ...change, lost: lostWhole(live, mask), why }] : [];
  });
  return (await Promise.all(planned)).flat();
}
