import type { Client } from '../kubernetes/client.ts';
import type { KubeObject } from '../kubernetes/object.ts';
import { groupKinds, isMember, MEMBERS, parent } from './applyset.ts';

/** Every object of the inventory as it lives now; empty when nothing was ever installed. */
export async function readMembers(client: Client): Promise<KubeObject[]> {
  const kinds = groupKinds(await client.get(parent()));
  const lists = await Promise.all(kinds.map(({ group, kind }) => membersOf(client, group, kind)));
  return lists.flat();
}

async function membersOf(client: Client, group: string, kind: string): Promise<KubeObject[]> {
  const apiVersion = await client.preferredVersion(group);
  if (!apiVersion) return [];
  const { items } = await client.list(apiVersion, kind, { labelSelector: MEMBERS });
  return items.filter(isMember);
}
