import { join } from 'node:path';
import { causeOf, RunbookError } from '../errors.ts';
import { compare } from '../kubernetes/compare.ts';
import type { Json, KubeObject } from '../kubernetes/object.ts';
import { groupOf, keyOf, nameOf } from '../kubernetes/object.ts';
import { isClusterScoped } from '../kubernetes/scope.ts';
import { inNamespace } from '../manifests/namespace.ts';
import { text } from '../text.ts';
import { type Building, build, byKey } from './build.ts';
import { type OverlayPlace, overlayError } from './errors.ts';
import type { Kustomize } from './kustomize.ts';
import { graft } from './merge.ts';
import { mirror } from './mirror.ts';
import { renamed, tellUnmatched, unmatched } from './unmatched.ts';

/**
 * What one overlay makes of objects, those that it adds at the end; what it leaves alone is the very same object.
 * @throws RunbookError (exit 3) in kustomize's own words, for a patch that matches nothing, and for a renamed object
 */
export async function applyOverlay(
  kustomize: Kustomize,
  place: OverlayPlace,
  objects: readonly KubeObject[],
  workspace: string,
): Promise<KubeObject[]> {
  const part = (name: string): Building => ({ kustomize, folder: join(workspace, `${place.index}-${name}`) });
  try {
    const { folder, targeted } = await mirror(place.folder, join(workspace, `${place.index}-tree`));
    const made = (await build(part('build'), objects, { components: [folder] })).map(placed);
    await refuseRenamed(part('names'), place, objects, made, folder);
    const all = new Map([...byKey(made), ...byKey(objects)]);
    const idle = await unmatched(part('targets'), all.values(), targeted);
    if (idle.length > 0) throw overlayError(place, idle.map(tellUnmatched), NO_MATCH);
    return asBefore(objects, made);
  } catch (error) {
    throw error instanceof RunbookError ? error : failed(place, error, workspace);
  }
}

/** Objects in the order that they had; kustomize's are taken only where they differ. */
function asBefore(objects: readonly KubeObject[], made: readonly KubeObject[]): KubeObject[] {
  const after = byKey(made);
  const kept = objects.flatMap((object) => {
    const its = after.get(keyOf(object));
    after.delete(keyOf(object));
    const result = its && (graft(object as Json, its as Json) as KubeObject);
    return result ? [compare(object as Json, result as Json, []).length > 0 ? result : object] : [];
  });
  return [...kept, ...after.values()];
}

/** A file may leave the namespace out, as those of a stack may. */
function placed(object: KubeObject): KubeObject {
  return object.metadata.namespace || isClusterScoped(object.kind) ? object : inNamespace(object);
}

// By another name it would be another object: the one of before would stay, and nothing would refer to the new one.
async function refuseRenamed(
  building: Building,
  place: OverlayPlace,
  objects: readonly KubeObject[],
  made: readonly KubeObject[],
  component: string,
): Promise<void> {
  const [before, after] = [byKey(objects), byKey(made)];
  const kindOf = ({ apiVersion, kind }: KubeObject) => `${kind}.${groupOf(apiVersion)}`;
  const added = new Set(made.filter((object) => !before.has(keyOf(object))).map(kindOf));
  const gone = objects.filter((object) => !after.has(keyOf(object)) && added.has(kindOf(object)));
  if (gone.length === 0) return;
  const moved = await renamed(building, objects, new Set(gone.map(keyOf)), component);
  if (moved.length === 0) return;
  const causes = moved
    .slice(0, 5)
    .map(([from, to]) =>
      text(
        `${nameOf(from)} would become ${nameOf(to)}, another object`,
        `${nameOf(from)}이(가) 다른 객체인 ${nameOf(to)}(으)로 바뀝니다`,
      ),
    );
  const more = moved.length > 5 ? [`… ${moved.length - 5}`] : [];
  throw overlayError(place, [...causes, ...more], NO_RENAME);
}

function failed(place: OverlayPlace, error: unknown, workspace: string) {
  // The copy stands under its own absolute path, so without what comes before it the path is that of the original.
  const words = causeOf(error).replaceAll(join(workspace, `${place.index}-tree`), '');
  return overlayError(place, [words], HINT);
}

const HINT = text(
  'Nothing was changed. A patch without target must name apiVersion, kind, name and namespace of one object of the plan.',
  '변경된 것은 없습니다. target이 없는 패치에는 계획에 있는 객체 하나의 apiVersion, kind, name, namespace를 모두 적어야 합니다.',
);
const NO_MATCH = text(
  'Nothing was changed. Overlays cover the objects of every step that the answers ask for; not CRDs, and not the helm release of prometheus-msteams.',
  '변경된 것은 없습니다. 오버레이는 답변이 포함하는 모든 단계의 객체에 적용됩니다. CRD와 prometheus-msteams의 helm 릴리스에는 적용되지 않습니다.',
);
const NO_RENAME = text(
  'Nothing was changed. Leave out namePrefix, nameSuffix and a namespace of your own; to a generator that merges into an object give disableNameSuffixHash: true.',
  '변경된 것은 없습니다. namePrefix, nameSuffix, 다른 namespace를 빼고, 기존 객체에 병합하는 generator에는 disableNameSuffixHash: true를 지정하십시오.',
);
