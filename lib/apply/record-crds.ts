import { type CrdRecords, parent, parentFor } from '../inventory/applyset.ts';
import type { Client } from '../kubernetes/client.ts';
import type { Change } from '../plan/change.ts';
import { crdRecord } from '../plan/crd.ts';

/** Remembers what was applied of each CRD, so that the next plan can tell without a dry run that it is unchanged. */
export async function recordCrds(client: Client, crds: readonly Change[]): Promise<void> {
  const records = await Promise.all(
    crds.map(async ({ object, raw = '' }) => {
      return [object.metadata.name, crdRecord(raw, await client.getMetadata(object))] as const;
    }),
  );
  const known: CrdRecords = Object.fromEntries(records);
  await client.apply(parentFor([], await client.get(parent()), known), { force: true });
}
