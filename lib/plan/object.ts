import type { Wanted } from '../desired.ts';
import { EXIT, RunbookError } from '../errors.ts';
import type { ClusterFacts } from '../facts.ts';
import { adopted } from '../kubernetes/adopt.ts';
import { ApiError } from '../kubernetes/api-error.ts';
import type { Client } from '../kubernetes/client.ts';
import { differences, type Mask, maskSecrets } from '../kubernetes/compare.ts';
import { type KubeObject, nameOf } from '../kubernetes/object.ts';
import { hasByHand } from '../kubernetes/ownership.ts';
import { text } from '../text.ts';
import type { Change } from './change.ts';
import { costOf } from './cost.ts';
import { lostValues } from './lost.ts';

/** How often an object may change under our eyes, by its controllers, before we give up. */
const TRIES = 5;

/** Plans one object by asking the server what applying it would make of it (DESIGN 7). Never writes. */
export async function planObject(
  client: Client,
  wanted: Pick<Wanted, 'object' | 'pristine' | 'byDefault'>,
  mask: Mask,
  cluster?: ClusterFacts,
): Promise<Change> {
  const { object } = wanted;
  const tried = await tryOut(client, object);
  if (!tried) return planCreate(client, object, cluster);
  const { live, planned, adopt } = tried;
  const found = differences(live, planned);
  const change = {
    object,
    live,
    adopt,
    lost: lostValues(live, found, wanted, mask),
    differences: maskSecrets(object, found, mask),
  };
  const cost = costOf(live, found);
  return { ...change, action: found.length > 0 || adopt ? 'update' : 'unchanged', ...(cost && { cost }) };
}

/** The live object, and what the server would make of it; undefined where there is none. */
async function tryOut(client: Client, object: KubeObject) {
  for (let attempt = 1; ; attempt++) {
    const live = await client.get(object);
    if (!live) return undefined;
    refuseTerminating(live);
    const adopt = hasByHand(live);
    if (!adopt) return { live, adopt, planned: await client.apply(object, { dryRun: true, force: true }) };
    try {
      return { live, adopt, planned: await client.replace(adopted(live, object), { dryRun: true }) };
    } catch (error) {
      // A PUT names the version that it was made of; a status written since makes it another one.
      if (!(error instanceof ApiError && error.status === 409) || attempt >= TRIES) throw error;
    }
  }
}

// The server checks a new object as well; it can't while the namespace or the CRD is still to come.
async function planCreate(client: Client, object: KubeObject, cluster?: ClusterFacts): Promise<Change> {
  const unserved = await client.apply(object, { dryRun: true }).then(
    () => false,
    (error: unknown) => {
      if (error instanceof ApiError && error.status === 404) return error.unserved;
      throw error;
    },
  );
  const cost = costOf(undefined, [], object, cluster);
  const change: Change = { action: 'create', object, adopt: false, lost: [], differences: [] };
  return { ...change, ...(unserved && { unserved }), ...(cost && { cost }) };
}

/**
 * An object that is being deleted would go after all, with what was written into it.
 * @throws RunbookError (exit 3)
 */
export function refuseTerminating(live: KubeObject): void {
  if (live.metadata.deletionTimestamp === undefined) return;
  const finalizers = ((live.metadata.finalizers as string[] | undefined) ?? []).join(', ') || '-';
  throw new RunbookError({
    exit: EXIT.preflight,
    doing: text(`Plan ${nameOf(live)}`, `${nameOf(live)} 계획`),
    causes: [
      text(
        `it is being deleted since ${String(live.metadata.deletionTimestamp)} (finalizers: ${finalizers})`,
        `${String(live.metadata.deletionTimestamp)}부터 삭제 중입니다(finalizers: ${finalizers})`,
      ),
    ],
    hint: text(
      'Nothing was changed. Let the deletion come to its end, then run again.',
      '변경된 것은 없습니다. 삭제가 끝난 뒤 다시 실행하십시오.',
    ),
  });
}
