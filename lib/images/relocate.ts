import type { Answers } from '../answers/schema.ts';
import type { KubeObject } from '../kubernetes/object.ts';
import { asList, asMap } from '../manifests/field.ts';
import { editAt } from './edit.ts';
import { withOperatorDefaults } from './operator.ts';
import { editImages, podSpecs } from './places.ts';
import { relocated } from './reference.ts';

/** The object with every image from where the answers say, and pull secrets where it makes pods. */
export function relocate(object: KubeObject, images: Answers['images']): KubeObject {
  const moves = (image: string) => relocated(image, images) !== image;
  const moved = editImages(withOperatorDefaults(object, moves), (image) => relocated(image, images));
  return withPullSecrets(moved, images.pullSecrets);
}

/** The object with Secrets to pull images with, after those that it has. */
function withPullSecrets(object: KubeObject, names: readonly string[]): KubeObject {
  return podSpecs(object).reduce(
    (whole, path) =>
      editAt(whole, path, (pod) => {
        const there = asMap(pod).imagePullSecrets;
        const merged = mergePullSecrets(there, names);
        return merged === there ? pod : { ...asMap(pod), imagePullSecrets: merged };
      }),
    object,
  );
}

/** A list of pull secrets with these names in it; the very same where it has them all. */
export function mergePullSecrets<T>(list: T, names: readonly string[]): T | { name: string }[] {
  const there = new Set(asList(list).map((entry) => asMap(entry).name));
  const missing = names.filter((name) => !there.has(name));
  if (missing.length === 0) return list;
  return [...(asList(list) as { name: string }[]), ...missing.map((name) => ({ name }))];
}
