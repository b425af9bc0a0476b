import { nameOf } from '../kubernetes/object.ts';
import type { Stack } from '../stack.ts';
import { type Text, text } from '../text.ts';
import { unusedObjects } from './companions.ts';

/** What the stack has beside manifests/ that no section of the document applies, by object and file. */
export function unusedNotes(stack: Stack): Text[] {
  const unused = unusedObjects(stack).map(({ file, object }) => `${nameOf(object)} (${file})`);
  if (unused.length === 0) return [];
  const all = unused.join(', ');
  return [
    text(
      `Not applied, because sections 3 and 4 of the document have no part for it: ${all}. What you need of it, apply yourself.`,
      `문서의 3장과 4장에 해당하지 않아 적용하지 않습니다: ${all}. 필요하면 직접 적용하십시오.`,
    ),
  ];
}
