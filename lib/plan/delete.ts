import { isMember, MEMBER_LABEL } from '../inventory/applyset.ts';
import type { Client } from '../kubernetes/client.ts';
import type { KubeObject } from '../kubernetes/object.ts';
import type { Change } from './change.ts';

/** Plans the deletion of an object that must not be there any more; of one that isn't ours, nothing. */
export async function planDelete(client: Client, object: KubeObject): Promise<Change[]> {
  const live = await client.get(object);
  const ours = live && live.metadata.labels?.[MEMBER_LABEL.key] === MEMBER_LABEL.value && isMember(live);
  return ours ? [{ action: 'delete', object, live, differences: [], lost: [], adopt: false }] : [];
}
