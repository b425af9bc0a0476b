import { EXIT, RunbookError } from '../errors.ts';
import { type Text, text } from '../text.ts';

/** Where an overlay stands: its place in the answers and its folder. */
export interface OverlayPlace {
  index: number;
  folder: string;
}

/** An overlay that can't be applied; nothing has been changed by then. */
export function overlayError({ index, folder }: OverlayPlace, causes: readonly (Text | string)[], hint?: Text) {
  return new RunbookError({
    exit: EXIT.preflight,
    section: '5.3',
    doing: text(`Apply overlays[${index}] ${folder}`, `overlays[${index}] ${folder} 적용`),
    causes,
    hint: hint ?? NOTHING_CHANGED,
  });
}

const NOTHING_CHANGED = text('Nothing was changed.', '변경된 것은 없습니다.');
