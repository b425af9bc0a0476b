import type { JsonMap, KubeObject } from '../kubernetes/object.ts';
import { asList, asMap, fieldAt } from '../manifests/field.ts';
import { editAt, editEach } from './edit.ts';
import { imageFlags } from './flags.ts';
import { isOperated, podSpecs } from './places.ts';

const RELOADER = 'prometheus-config-reloader';

/** What the operator pulls where neither its arguments nor an object say anything: repositories, without a tag. */
const BASES: Record<string, string> = {
  'prometheus-default-base-image': 'quay.io/prometheus/prometheus',
  'alertmanager-default-base-image': 'quay.io/prometheus/alertmanager',
  'thanos-default-base-image': 'quay.io/thanos/thanos',
};
const BASE_OF: Record<string, string> = {
  Prometheus: 'prometheus-default-base-image',
  PrometheusAgent: 'prometheus-default-base-image',
  Alertmanager: 'alertmanager-default-base-image',
  ThanosRuler: 'thanos-default-base-image',
};

/**
 * The object with what the operator would pull by itself made visible in its arguments, so that it can be edited: the
 * repositories for objects that name no image, ours or those of other teams, and the config-reloader.
 */
export function withOperatorDefaults(object: KubeObject, moves: (image: string) => boolean): KubeObject {
  return podSpecs(object).reduce(
    (whole, path) =>
      editAt(
        whole,
        [...path, 'containers'],
        editEach((container) => withDefaults(container, moves)),
      ),
    object,
  );
}

function withDefaults(container: JsonMap, moves: (image: string) => boolean): JsonMap {
  const tag = operatorTag(container);
  if (tag === undefined) return container;
  const said = flagsOf(container);
  const defaults = { ...(tag && { [RELOADER]: reloader(tag) }), ...BASES };
  const missing = Object.entries(defaults).filter(([flag, image]) => !said.has(flag) && moves(image));
  if (missing.length === 0) return container;
  return { ...container, args: [...asList(container.args), ...missing.map(([flag, image]) => `--${flag}=${image}`)] };
}

/** The tag of the operator's own image, empty for one that has none; undefined for any other container. */
function operatorTag({ image }: JsonMap): string | undefined {
  if (typeof image !== 'string') return undefined;
  const match = /(?:^|\/)prometheus-operator(?::([^/@]+))?(?:@.*)?$/.exec(image);
  return match ? (match[1] ?? '') : undefined;
}

function reloader(tag: string): string {
  return `quay.io/prometheus-operator/${RELOADER}:${tag}`;
}

function flagsOf(container: JsonMap): Map<string, string> {
  const flags = imageFlags([...asList(container.command), ...asList(container.args)]);
  const older = flags.get('config-reloader-image');
  return older === undefined ? flags : flags.set(RELOADER, older);
}

/** The images that the operator pulls without their name standing anywhere in these objects. */
export function operatorImages(objects: readonly KubeObject[]): string[] {
  const operators = objects
    .flatMap((object) => podSpecs(object).flatMap((path) => asList(fieldAt(object, ...path, 'containers'))))
    .map(asMap)
    .filter((container) => operatorTag(container) !== undefined);
  const flags = new Map(operators.flatMap((container) => [...flagsOf(container)]));
  const reloaders = operators.flatMap((container) => {
    const tag = operatorTag(container);
    return tag && !flagsOf(container).has(RELOADER) ? [reloader(tag)] : [];
  });
  const base = (flag = '') => flags.get(flag) ?? BASES[flag] ?? '';
  return [...reloaders, ...objects.filter(isOperated).flatMap((object) => completed(object, base))];
}

/** What the operator makes of a repository and the version, tag or digest that the object gives. */
function completed({ kind, spec }: KubeObject, base: (flag?: string) => string): string[] {
  const { thanos } = asMap(spec);
  const parts = [
    { part: asMap(spec), flag: BASE_OF[kind] },
    ...(thanos === undefined ? [] : [{ part: asMap(thanos), flag: 'thanos-default-base-image' }]),
  ];
  return parts.flatMap(({ part: { image, baseImage, version, tag, sha }, flag }) => {
    if (image) return [];
    const repository = typeof baseImage === 'string' && baseImage ? baseImage : base(flag);
    if (/[:@][^/]*$/.test(repository)) return [repository];
    if (sha) return [`${repository}@sha256:${sha}`];
    const end = tag ?? version;
    return end ? [`${repository}:${end}`] : [];
  });
}
