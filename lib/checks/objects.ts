import { RIGHTS } from '../kubernetes/api-error.ts';
import { kubectlLine, type Named } from '../kubernetes/kubectl-line.ts';
import type { KubeObject } from '../kubernetes/object.ts';
import { becomesReady } from '../ready/condition.ts';
import { operatedOf } from '../ready/operated.ts';
import type { Classes } from '../storage/late.ts';
import { type Text, text } from '../text.ts';
import type { Check, ClusterReader } from './check.ts';
import { failed, type Outcome, passed, warned } from './outcome.ts';
import { lookAt, type Sight } from './sight.ts';

/** A step's objects: each is there, those that become ready are, and so is what an operator made of them. */
export function objectsCheck(
  step: { name: string; title: Text },
  objects: readonly KubeObject[],
  facts: Named & Classes,
): Check {
  return {
    name: 'objects',
    title: step.title,
    run: async ({ cluster }) => {
      const sights = await lookAt(cluster, objects, facts);
      const made = await lookAtMade(cluster, sights);
      const outcome = judgeObjects([...sights, ...made], step.name, facts);
      return outcome.result === 'pass' ? passed(countOf(sights)) : outcome;
    },
  };
}

/** What the operator made of those that are well. */
async function lookAtMade(cluster: ClusterReader, sights: readonly Sight[]): Promise<Sight[]> {
  const owners = sights
    .filter(({ object, state }) => state === 'well' && operatedOf(object))
    .map(({ object }) => object);
  const made = await lookAt(
    cluster,
    owners.flatMap((owner) => operatedOf(owner) ?? []),
  );
  // It isn't install's to make: what it was to be made of says more.
  return made.map((sight, i) =>
    sight.state === 'missing' ? { ...sight, state: 'unready', object: owners[i] ?? sight.object } : sight,
  );
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
  if (words('unclear').length > 0) return warned(words('unclear'), UNCLEAR);
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

const UNCLEAR = text(
  'Whether its class makes the volume only when a pod asks for it is not known, as StorageClasses may not be read (get, list).',
  'StorageClass를 읽을 권한(get, list)이 없어, 파드가 요청해야 볼륨을 만드는 클래스인지 알 수 없습니다.',
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
