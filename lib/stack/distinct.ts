import { isDeepStrictEqual } from 'node:util';
import { keyOf, type Manifest, nameOf } from '../kubernetes/object.ts';
import { text } from '../text.ts';
import { badFile } from './bad-file.ts';

/**
 * The manifests with each object once; a copy of a file says nothing new.
 * @throws RunbookError (exit 3) where two say different things of one object: nobody knows which of them is meant.
 */
export function distinct(manifests: readonly Manifest[]): Manifest[] {
  const found = new Map<string, Manifest>();
  for (const manifest of manifests) {
    const key = keyOf(manifest.object);
    const first = found.get(key);
    if (first && !isSame(first, manifest)) throw saidTwice(first, manifest);
    if (!first) found.set(key, manifest);
  }
  return [...found.values()];
}

function isSame(a: Manifest, b: Manifest): boolean {
  return a.raw === b.raw && isDeepStrictEqual(a.object, b.object);
}

function saidTwice({ file, object }: Manifest, other: Manifest) {
  const name = nameOf(object);
  return badFile(
    other.file,
    text(
      `${name} stands there and in ${file}, with different content: only one of them can be meant`,
      `${name}이(가) 이 파일과 ${file}에 서로 다른 내용으로 들어 있습니다. 하나만 남겨야 합니다`,
    ),
  );
}
