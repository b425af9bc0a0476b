import type { Resolved, Wanted } from '../desired.ts';
import { asMember } from '../inventory/applyset.ts';
import { normalise } from '../kubernetes/normalise.ts';
import { type KubeObject, keyOf, nameOf } from '../kubernetes/object.ts';
import { type Text, text } from '../text.ts';
import { byKey } from './build.ts';
import { withChecksums } from './checksums.ts';
import type { Kustomize } from './kustomize.ts';
import { changed, onto } from './onto.ts';
import { applyOverlay } from './overlay.ts';
import { inWorkspace } from './workspace.ts';

/** What the planned steps want after every overlay, and what those have done, a sentence each. */
export interface Overlaid {
  resolved: Resolved[];
  told: Text[];
}

/** The step that deploys what overlays add. */
const ADDS = 'manifests';
const MOST_NAMES = 8;

/**
 * Applies the overlays, each over what the one before it made, to all that the answers want: a part of a run sees the
 * same objects as a whole one, and a patch that matches nothing is a mistake in both. `whole` is what all steps want.
 * @throws RunbookError (exit 3) that names the overlay
 */
export async function withOverlays(
  kustomize: Kustomize,
  folders: readonly string[],
  resolved: readonly Resolved[],
  whole: () => readonly Resolved[],
): Promise<Overlaid> {
  if (folders.length === 0) return { resolved: spared(resolved, byKey(wantedBy(resolved))), told: [] };
  const fed = whole().flatMap(({ wanted }) => wanted.flatMap((item) => (item.raw === undefined ? [item.object] : [])));
  const made = await inWorkspace((workspace) => chain(kustomize, folders, fed, workspace));
  const before = byKey(fed);
  const after = withChecksums(before, byKey(made.objects.map((object) => asMember(normalise(object)))));
  const added = [...after].filter(([key]) => !before.has(key)).map(([, object]) => object);
  const all = resolved.map((item) => overlaid(item, before, after, added));
  // A part of a run spares what the rest of it wants, too.
  return { resolved: spared(all, new Map([...after, ...byKey(wantedBy(all))])), told: made.told };
}

async function chain(
  kustomize: Kustomize,
  folders: readonly string[],
  fed: readonly KubeObject[],
  workspace: string,
): Promise<{ objects: readonly KubeObject[]; told: Text[] }> {
  let objects = fed;
  const told: Text[] = [];
  for (const [index, folder] of folders.entries()) {
    const made = await applyOverlay(kustomize, { index, folder }, objects, workspace);
    told.push(summary(folder, objects, made));
    objects = made;
  }
  return { objects, told };
}

function overlaid(
  item: Resolved,
  before: ReadonlyMap<string, KubeObject>,
  after: ReadonlyMap<string, KubeObject>,
  added: readonly KubeObject[],
): Resolved {
  const change = (object: KubeObject) => {
    const [from, to] = [before.get(keyOf(object)), after.get(keyOf(object))];
    return from && { from, to };
  };
  const wanted = item.wanted.flatMap((one): Wanted[] => {
    const its = one.raw === undefined ? change(one.object) : undefined;
    if (!its) return [one];
    return its.to ? [onto(one, its.from, its.to)] : [];
  });
  const edited = item.edited.flatMap((object) => {
    const its = change(object);
    if (!its) return [object];
    return its.to ? [its.to] : [];
  });
  const more = item.step.name === ADDS && !item.leftOut ? added.map((object) => ({ object })) : [];
  return { ...item, wanted: [...wanted, ...more], edited };
}

/** No step deletes what another one, or an overlay, wants: by the next run it would be there again. */
function spared(resolved: readonly Resolved[], wanted: ReadonlyMap<string, unknown>): Resolved[] {
  return resolved.map((item) => {
    const { obsolete, inTheWay } = item;
    return {
      ...item,
      obsolete: obsolete.filter((object) => !wanted.has(keyOf(object))),
      ...(inTheWay && { inTheWay: inTheWay.filter(({ object }) => !wanted.has(keyOf(object))) }),
    };
  });
}

function wantedBy(resolved: readonly Resolved[]): KubeObject[] {
  return resolved.flatMap(({ wanted }) => wanted.map(({ object }) => object));
}

function summary(folder: string, before: readonly KubeObject[], after: readonly KubeObject[]): Text {
  const [had, has] = [byKey(before), byKey(after)];
  const changes = after.filter((object) => had.has(keyOf(object)) && changed(had.get(keyOf(object)), object));
  const added = after.filter((object) => !had.has(keyOf(object)));
  const removed = before.filter((object) => !has.has(keyOf(object)));
  return text(
    `Overlay ${folder}: changes ${list(changes)}; adds ${list(added)}; leaves out ${list(removed)}`,
    `오버레이 ${folder}: 변경 ${list(changes)}; 추가 ${list(added)}; 제외 ${list(removed)}`,
  );
}

function list(objects: readonly KubeObject[]): string {
  const names = objects.slice(0, MOST_NAMES).map(nameOf);
  const more = objects.length > MOST_NAMES ? [`… ${objects.length - MOST_NAMES}`] : [];
  return [...names, ...more].join(', ') || '-';
}
