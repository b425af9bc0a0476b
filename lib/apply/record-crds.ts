import { type CrdRecords, parent, parentFor } from '../inventory/applyset.ts';
import { asRunbookError } from '../kubernetes/api-error.ts';
import type { Client } from '../kubernetes/client.ts';
import type { Change } from '../plan/change.ts';
import { crdRecord } from '../plan/crd.ts';
import { text } from '../text.ts';

/**
 * Remembers what was applied of each CRD, so that the next plan can tell without a dry run that it is unchanged.
 * @throws RunbookError in the API's own words
 */
export async function recordCrds(client: Client, crds: readonly Change[]): Promise<void> {
  await record(client, crds).catch((error: unknown) => {
    throw asRunbookError(error, text('Record the CRDs in the inventory', '객체 목록에 CRD 기록'), { section: '5.2' });
  });
}

async function record(client: Client, crds: readonly Change[]): Promise<void> {
  const records = await Promise.all(
    crds.map(async ({ object, raw = '' }) => {
      return [object.metadata.name, crdRecord(raw, await client.getMetadata(object))] as const;
    }),
  );
  const known: CrdRecords = Object.fromEntries(records);
  await client.apply(parentFor([], await client.get(parent()), known), { force: true });
}
