import { type KubeObject, nameOf } from '../kubernetes/object.ts';
import { becomesReady, notReady } from '../ready/condition.ts';
import { whyStuck } from '../ready/why.ts';
import { bindsLate, type Classes } from '../storage/late.ts';
import { isForbidden } from '../survey/forbidden.ts';
import { type Text, text } from '../text.ts';
import type { ClusterReader } from './check.ts';

/** What one look at an object shows. */
export interface Sight {
  object: KubeObject;
  state: 'well' | 'missing' | 'unready' | 'waiting' | 'unclear' | 'forbidden';
  words: Text;
}

/** Objects whose trouble is looked into; each takes some requests more. */
const MOST_STUCK = 5;

/** One look at every object; nobody waits for anything. @throws ApiError for anything but a missing right */
export async function lookAt(
  cluster: ClusterReader,
  objects: readonly KubeObject[],
  classes: Classes = { storageClasses: [] },
): Promise<Sight[]> {
  const seen = await Promise.all(objects.map((object) => look(cluster, object, classes)));
  const stuck = new Set(seen.filter(({ state }) => state === 'unready').slice(0, MOST_STUCK));
  return Promise.all(seen.map(async (sight) => (stuck.has(sight) ? withReason(cluster, sight) : sight)));
}

async function look(cluster: ClusterReader, object: KubeObject, classes: Classes): Promise<Sight> {
  try {
    const live = await (becomesReady(object.kind) ? cluster.get(object) : cluster.getMetadata(object));
    return { object, ...stateOf(object, live, classes) };
  } catch (error) {
    if (!isForbidden(error)) throw error;
    return { object, state: 'forbidden', words: text(error.message, error.message) };
  }
}

function stateOf(object: KubeObject, live: KubeObject | undefined, classes: Classes): Omit<Sight, 'object'> {
  const name = nameOf(object);
  if (!live) return { state: 'missing', words: text(`${name} is not there`, `${name} 없음`) };
  if (live.metadata.deletionTimestamp !== undefined)
    return { state: 'unready', words: text(`${name} is being deleted`, `${name} 삭제 중`) };
  const why = notReady(live);
  if (why === undefined) return { state: 'well', words: text(name, name) };
  const waits = object.kind === 'PersistentVolumeClaim' && why === 'Pending';
  return {
    state: waits ? stateOfPending(live, classes) : 'unready',
    words: text(`${name}: ${why}`, `${name}: ${why}`),
  };
}

function stateOfPending(claim: KubeObject, classes: Classes): Sight['state'] {
  // Once a pod has a node, the volume is due.
  if (claim.metadata.annotations?.['volume.kubernetes.io/selected-node'] !== undefined) return 'unready';
  const late = bindsLate(claim, classes);
  if (late === undefined) return 'unclear';
  return late ? 'waiting' : 'unready';
}

// Pods and events explain; that they may not be read, or are gone again, changes nothing of what was seen.
async function withReason(cluster: ClusterReader, sight: Sight): Promise<Sight> {
  const found = await whyStuck(cluster, sight.object).catch(() => []);
  const more = found.length > 0 ? ` (${found.join('; ')})` : '';
  return { ...sight, words: text(sight.words.en + more, sight.words.ko + more) };
}
