import type { Wanted } from '../desired.ts';
import type { CrdRecords } from '../inventory/applyset.ts';
import { keyOf } from '../kubernetes/object.ts';
import type { Change } from './change.ts';
import { planCrd } from './crd.ts';
import { planDeferred } from './deferred.ts';
import { planObject } from './object.ts';
import type { Planner } from './planner.ts';
import { withRevisions } from './revision.ts';

/** The change that makes one object as it is wanted. @throws ApiError, RunbookError when the API refuses it */
export async function planWanted(planner: Planner, wanted: Wanted, crds: CrdRecords): Promise<Change> {
  const { client, revised } = planner;
  const { object, raw, restarts } = wanted;
  if (raw !== undefined && object.kind === 'CustomResourceDefinition') {
    return planCrd(client, object, raw, crds[object.metadata.name]);
  }
  const known = restarts && revised.get(keyOf(object));
  return known ?? planContent(planner, await withRevisions(client, wanted, revised));
}

/** The same by its content alone, whatever other objects become. */
export async function planContent(planner: Omit<Planner, 'revised'>, wanted: Wanted): Promise<Change> {
  const { client, ports, mask, cluster } = planner;
  const { settled, complete } = wanted;
  if (settled) return planDeferred(client, wanted, settled, ports, mask);
  const whole = complete ? { ...wanted, object: await complete(ports) } : wanted;
  return planObject(client, whole, mask, cluster);
}
