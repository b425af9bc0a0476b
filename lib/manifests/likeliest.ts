import type { Manifest } from '../kubernetes/object.ts';

/** Something that speaks for a manifest being the one that is looked for. */
export type Sign = (manifest: Manifest) => boolean;

/**
 * The manifest that the signs point to, the strongest sign first: a weaker one decides only among those that the
 * stronger ones can't tell apart. Undefined where nothing speaks for any of them.
 */
export function likeliest(candidates: readonly Manifest[], signs: readonly Sign[]): Manifest | undefined {
  const shown = candidates.filter((candidate) => signs.some((sign) => sign(candidate)));
  return signs.reduce((left, sign) => {
    const pointedTo = left.filter(sign);
    return pointedTo.length > 0 ? pointedTo : left;
  }, shown)[0];
}

/** The only one there is; undefined where there is none, or a choice. */
export function only(candidates: readonly Manifest[]): Manifest | undefined {
  return candidates.length === 1 ? candidates[0] : undefined;
}
