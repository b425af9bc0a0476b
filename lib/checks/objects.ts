import type { ClusterFacts } from '../facts.ts';
import { kubectlLine, type Named } from '../kubernetes/kubectl-line.ts';
import { type KubeObject, nameOf } from '../kubernetes/object.ts';
import { fieldAt } from '../manifests/field.ts';
import { becomesReady, notReady } from '../ready/condition.ts';
import { operated } from '../ready/operated.ts';
import { whyStuck } from '../ready/why.ts';
import { isForbidden } from '../survey/forbidden.ts';
import { type Text, text } from '../text.ts';
import type { Check, ClusterReader } from './check.ts';
import { failed, type Outcome, passed, warned } from './outcome.ts';
import { RIGHTS } from './run.ts';

/** What one look at an object shows. */
export interface Sight {
  object: KubeObject;
  state: 'well' | 'missing' | 'unready' | 'waiting' | 'forbidden';
  words: Text;
}

/** Objects whose trouble is looked into; each takes some requests more. */
const MOST_STUCK = 5;

/** A step's objects: each is there, those that become ready are, and so is what an operator made of them. */
export function objectsCheck(
  step: { name: string; title: Text },
  objects: readonly KubeObject[],
  facts: Named & Pick<ClusterFacts, 'storageClasses'>,
): Check {
  return {
    name: 'objects',
    title: step.title,
    run: async ({ cluster }) => {
      const sights = await lookAt(cluster, objects, facts.storageClasses);
      const outcome = judgeObjects(sights, step.name, facts);
      if (outcome.result !== 'pass') return outcome;
      const made = judgeObjects((await lookAt(cluster, operated(objects))).map(asUnready), step.name, facts);
      return made.result === 'pass' ? outcome : made;
    },
  };
}

/** What an operator has yet to make isn't install's to make. */
function asUnready(sight: Sight): Sight {
  return sight.state === 'missing' ? { ...sight, state: 'unready' } : sight;
}

/** One look at every object; nobody waits for anything. @throws ApiError for anything but a missing right */
export async function lookAt(
  cluster: ClusterReader,
  objects: readonly KubeObject[],
  classes: ClusterFacts['storageClasses'] = [],
): Promise<Sight[]> {
  const late = new Set(classes.filter((each) => each.bindsOnFirstConsumer).map(({ name }) => name));
  const seen = await Promise.all(objects.map((object) => look(cluster, object, late)));
  const stuck = new Set(seen.filter(({ state }) => state === 'unready').slice(0, MOST_STUCK));
  return Promise.all(seen.map(async (sight) => (stuck.has(sight) ? withReason(cluster, sight) : sight)));
}

async function look(cluster: ClusterReader, object: KubeObject, late: ReadonlySet<string>): Promise<Sight> {
  try {
    const live = await (becomesReady(object.kind) ? cluster.get(object) : cluster.getMetadata(object));
    return { object, ...stateOf(object, live, late) };
  } catch (error) {
    if (!isForbidden(error) || !(error instanceof Error)) throw error;
    return { object, state: 'forbidden', words: text(error.message, error.message) };
  }
}

function stateOf(object: KubeObject, live: KubeObject | undefined, late: ReadonlySet<string>): Omit<Sight, 'object'> {
  const name = nameOf(object);
  if (!live) return { state: 'missing', words: text(`${name} is not there`, `${name} 없음`) };
  if (live.metadata.deletionTimestamp !== undefined)
    return { state: 'unready', words: text(`${name} is being deleted`, `${name} 삭제 중`) };
  const why = notReady(live);
  if (why === undefined) return { state: 'well', words: text(name, name) };
  // Once a pod has a node, the volume is due.
  const asked = live.metadata.annotations?.['volume.kubernetes.io/selected-node'] !== undefined;
  const isLate = late.has(String(fieldAt(live, 'spec', 'storageClassName')));
  const waits = object.kind === 'PersistentVolumeClaim' && isLate && !asked;
  return {
    state: waits && why === 'Pending' ? 'waiting' : 'unready',
    words: text(`${name}: ${why}`, `${name}: ${why}`),
  };
}

// Pods and events explain; that they may not be read, or are gone again, changes nothing of what was seen.
async function withReason(cluster: ClusterReader, sight: Sight): Promise<Sight> {
  const found = await whyStuck(cluster, sight.object).catch(() => []);
  const more = found.length > 0 ? ` (${found.join('; ')})` : '';
  return { ...sight, words: text(sight.words.en + more, sight.words.ko + more) };
}

/** What the sight of a step's objects comes to. */
export function judgeObjects(sights: readonly Sight[], step: string, named: Named): Outcome {
  const words = (...states: Sight['state'][]) =>
    sights.filter(({ state }) => states.includes(state)).map((sight) => sight.words);
  const reasons = words('missing', 'unready');
  const unread = refusals(sights);
  if (reasons.length > 0) return failed([...reasons, ...unread], hintFor(sights, step, named));
  if (unread.length > 0) return warned(unread, RIGHTS);
  if (words('waiting').length > 0) return warned(words('waiting'), WAITS);
  return passed(countOf(sights));
}

/** A missing right is the same for all objects of a kind in a namespace: it is told once. */
function refusals(sights: readonly Sight[]): Text[] {
  const forbidden = sights.filter(({ state }) => state === 'forbidden');
  const rights = Map.groupBy(forbidden, ({ object: { apiVersion, kind, metadata } }) =>
    [apiVersion, kind, metadata.namespace].join(' '),
  );
  return [...rights.values()].flatMap(([first, ...more]) => {
    if (!first || more.length === 0) return first ? [first.words] : [];
    const { en, ko } = first.words;
    return [text(`${en} (and ${more.length} more)`, `${ko} (그 외 ${more.length}개)`)];
  });
}

/** How many there are, where all are well. */
export function countOf(sights: readonly Sight[]): Text {
  const ready = sights.filter(({ object }) => becomesReady(object.kind)).length;
  const all = sights.length;
  const there = text(all === 1 ? '1 object is there' : `${all} objects are there`, `객체 ${all}개 있음`);
  if (ready === 0) return there;
  return text(`${there.en}, ${ready} of ${ready} ready`, `${there.ko}, ${ready}개 중 ${ready}개 준비됨`);
}

const WAITS = text(
  'The class makes the volume when a pod asks for it; nothing has yet.',
  '파드가 요청할 때 볼륨을 만드는 클래스이며, 아직 요청한 파드가 없습니다.',
);

function hintFor(sights: readonly Sight[], step: string, named: Named): Text {
  if (sights.some(({ state }) => state === 'missing'))
    return text(
      `Run install with --only ${step}: it makes what is missing.`,
      `install을 --only ${step}(으)로 실행하면 없는 객체를 만듭니다.`,
    );
  const [first] = sights.filter(({ state }) => state === 'unready').map(({ object }) => object);
  const { kind = '', metadata = { name: '' } } = first ?? {};
  const where = metadata.namespace ? ['-n', metadata.namespace] : [];
  const command = kubectlLine(named, ...where, 'describe', kind.toLowerCase(), metadata.name);
  return text(`More is told by: ${command}`, `자세한 내용: ${command}`);
}
