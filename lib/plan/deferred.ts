import type { Wanted } from '../desired.ts';
import { isOurs } from '../inventory/ours.ts';
import type { Client } from '../kubernetes/client.ts';
import type { Mask } from '../kubernetes/compare.ts';
import { FIELD_MANAGER } from '../kubernetes/field-manager.ts';
import type { KubeObject } from '../kubernetes/object.ts';
import { hasByHand, ownersOf } from '../kubernetes/ownership.ts';
import { asMap } from '../manifests/field.ts';
import type { Ports } from '../ports.ts';
import type { Change, Lost } from './change.ts';
import { refuseTerminating } from './object.ts';

/**
 * Plans an object whose content plan must not read or make: it is unchanged when it is ours and its own test says that
 * what is there is right already; otherwise apply writes it whole.
 */
export async function planDeferred(
  client: Client,
  wanted: Wanted,
  settled: (live: KubeObject) => boolean,
  ports: Ports,
  mask: Mask,
): Promise<Change> {
  const { object, complete, differs } = wanted;
  const live = await client.get(object);
  const change = { object, differences: [], lost: [], ...(complete && { complete: () => complete(ports, live) }) };
  if (!live) return { ...change, action: 'create', adopt: false };
  refuseTerminating(live);
  const adopt = hasByHand(live);
  const right = settled(live);
  const action = right && isOurs(live) && !adopt ? 'unchanged' : 'update';
  const found = right ? [] : (differs?.(live) ?? [{ path: ['data'], before: '…', after: '…' }]);
  return { ...change, live, adopt, action, differences: found, lost: right ? [] : lostContent(live, mask) };
}

// Nobody knows yet what comes, so all that somebody else put there is at stake.
function lostContent(live: KubeObject, mask: Mask): Lost[] {
  return Object.entries(asMap(live.data)).flatMap(([key, value]) => {
    const owners = ownersOf(live, ['data', key]).filter((owner) => owner !== FIELD_MANAGER);
    return owners.length > 0 ? [{ path: ['data', key], before: mask(value), after: undefined, owners }] : [];
  });
}
