import type { KubeObject } from '../kubernetes/object.ts';
import { imagesOf } from './list.ts';

/** An image by its name upstream, and as the cluster pulls it. */
export interface PulledImage {
  source: string;
  target: string;
}

/**
 * The images that objects pull, each with its name upstream. `before` are the same objects with images untouched,
 * `after` as they are deployed; an overlay may have given an image another tag since, or brought one of its own.
 */
export function pulledImages(
  before: readonly KubeObject[],
  after: readonly KubeObject[],
  move: (image: string) => string,
): PulledImage[] {
  const upstream = new Map(imagesOf(before).map((image) => [repositoryOf(move(image)), repositoryOf(image)]));
  return imagesOf(after)
    .map((target) => {
      const repository = repositoryOf(target);
      return { source: (upstream.get(repository) ?? repository) + target.slice(repository.length), target };
    })
    .toSorted((a, b) => (a.source < b.source ? -1 : Number(a.source > b.source)));
}

/** Targets that more than one image would be pushed to: the registry tells them apart no more. */
export function clashes(images: readonly PulledImage[]): PulledImage[][] {
  return [...Map.groupBy(images, ({ target }) => target).values()].filter((same) => same.length > 1);
}

function repositoryOf(image: string): string {
  return image.replace(/(:[^/@]*)?(@.*)?$/, '');
}
