import { type KubeObject, keyOf } from '../kubernetes/object.ts';
import { type Text, text } from '../text.ts';
import { type Building, build } from './build.ts';
import type { Targeted } from './mirror.ts';

const MARK = 'tks-runbook/matched-';

/**
 * The patches whose target chooses none of the objects. kustomize itself says nothing about those, so it is asked: each
 * target marks what it chooses.
 */
export async function unmatched(
  building: Building,
  objects: Iterable<KubeObject>,
  targeted: readonly Targeted[],
): Promise<Targeted[]> {
  if (targeted.length === 0) return [];
  const patches = targeted.map(({ target }, i) => ({ target, patch: marking(i) }));
  const marked = await build(building, objects, { patches });
  const found = new Set(marked.flatMap(({ metadata }) => Object.keys(metadata.annotations ?? {})));
  return targeted.filter((_, i) => !found.has(`${MARK}${i}`));
}

/** A patch with no target as a sentence. */
export function tellUnmatched({ file, place, target }: Targeted): Text {
  const wanted = Object.entries(target).map(([key, value]) => `${key}: ${String(value)}`);
  return text(
    `${file} ${place}: no object has { ${wanted.join(', ')} }`,
    `${file} ${place}: { ${wanted.join(', ')} }인 객체가 없습니다`,
  );
}

function marking(i: number): string {
  const metadata = { name: 'any', annotations: { [`${MARK}${i}`]: 'yes' } };
  return JSON.stringify({ apiVersion: 'v1', kind: 'Any', metadata });
}

const WAS = 'tks-runbook/was';

/**
 * Which of the objects that are gone were given another name or namespace instead of being deleted: kustomize is run
 * again with each marked by what it was.
 */
export async function renamed(
  building: Building,
  objects: readonly KubeObject[],
  gone: ReadonlySet<string>,
  component: string,
): Promise<[from: KubeObject, to: KubeObject][]> {
  const sources = new Map(objects.filter((object) => gone.has(keyOf(object))).map((object) => [keyOf(object), object]));
  const marked = objects.map((object) => (sources.has(keyOf(object)) ? markedAs(object, keyOf(object)) : object));
  const made = await build(building, marked, { components: [component] });
  return made.flatMap((to) => {
    const from = sources.get(to.metadata.annotations?.[WAS] ?? '');
    return from && keyOf(from) !== keyOf(to) ? [[from, to] as [KubeObject, KubeObject]] : [];
  });
}

function markedAs(object: KubeObject, was: string): KubeObject {
  const annotations = { ...object.metadata.annotations, [WAS]: was };
  return { ...object, metadata: { ...object.metadata, annotations } };
}
