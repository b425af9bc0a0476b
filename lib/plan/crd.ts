import { createHash } from 'node:crypto';
import type { CrdRecord } from '../inventory/applyset.ts';
import { isOurs } from '../inventory/ours.ts';
import type { Client } from '../kubernetes/client.ts';
import { differences } from '../kubernetes/compare.ts';
import type { KubeObject } from '../kubernetes/object.ts';
import { hasByHand, isByHand, isForeign, managedOf } from '../kubernetes/ownership.ts';
import type { Change, Lost } from './change.ts';
import { refuseTerminating } from './object.ts';

/** The hash by which an unchanged CRD is known again. */
export function crdHash(raw: string): string {
  return createHash('sha256').update(raw).digest('hex');
}

/** What to remember of a CRD that stands as its file says. */
export function crdRecord(raw: string, live: KubeObject | undefined): CrdRecord {
  return { hash: crdHash(raw), generation: Number(live?.metadata.generation ?? 0) };
}

/**
 * Plans one CRD from its file. A CRD is large, so only its metadata is read: one whose recorded hash and generation
 * match is unchanged without a dry run, and otherwise a dry run tells by the generation whether its spec would differ.
 */
export async function planCrd(
  client: Client,
  object: KubeObject,
  raw: string,
  record: CrdRecord | undefined,
): Promise<Change> {
  const live = await client.getMetadata(object);
  const base = { object, raw, differences: [], lost: [], adopt: false };
  if (!live) return { ...base, action: 'create' };
  refuseTerminating(live);
  const adopt = hasByHand(live);
  const known = record?.hash === crdHash(raw) && record.generation === live.metadata.generation;
  if (known && isOurs(live) && !adopt) return { ...base, action: 'unchanged', live };
  const planned = await client.apply(object, { dryRun: true, force: true, metadataOnly: true }, raw);
  const found = differences(live, planned);
  const differs = planned.metadata.generation !== live.metadata.generation;
  if (differs) found.push({ path: ['spec'], before: '…', after: '…' });
  const lost = differs ? lostSchema(live, planned) : [];
  return { ...base, live, adopt, lost, differences: found, action: found.length > 0 || adopt ? 'update' : 'unchanged' };
}

/** Annotation by which kube-prometheus's CRDs say which operator they belong to. */
const OPERATOR_VERSION = 'operator.prometheus.io/version';

// A CRD that another tool keeps, or one that belongs to a newer operator than ours, is somebody else's.
function lostSchema(live: KubeObject, planned: KubeObject): Lost[] {
  const [has, gets] = [live, planned].map(({ metadata }) => metadata.annotations?.[OPERATOR_VERSION]);
  const foreign = managedOf(live).filter(
    (entry) => isForeign(entry) && !isByHand(entry) && 'f:spec' in (entry.fieldsV1 ?? {}),
  );
  const newer = has !== undefined && gets !== undefined && has.localeCompare(gets, 'en', { numeric: true }) > 0;
  const owners = [...foreign.map(({ manager }) => manager), ...(newer ? [`operator ${has}`] : [])];
  return owners.length > 0 ? [{ path: ['spec'], before: has ?? '…', after: gets ?? '…', owners }] : [];
}
