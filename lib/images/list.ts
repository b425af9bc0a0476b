import type { KubeObject } from '../kubernetes/object.ts';
import { operatorImages } from './operator.ts';
import { editImages } from './places.ts';
import { qualified } from './registry.ts';

/** Every image that these objects lead to, by its whole name: sorted, each once. */
export function imagesOf(objects: readonly KubeObject[]): string[] {
  const named: string[] = [];
  for (const object of objects) {
    editImages(object, (image, form) => {
      if (form === 'whole') named.push(image);
      return image;
    });
  }
  return [...new Set([...named, ...operatorImages(objects)].map(qualified))].sort();
}
