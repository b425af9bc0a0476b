import { join, type Text, text } from '../text.ts';
import type { Check } from './check.ts';
import type { Outcome, Result } from './outcome.ts';

/** A check that has ended, with the step that offers it. */
export interface Checked {
  step: { name: string; section: string };
  check: Pick<Check, 'name' | 'title'>;
  outcome: Outcome;
}

export type Counts = Record<Result, number>;

const SIGN: Record<Result, string> = { pass: '✔', warn: '!', fail: '✖', skipped: '-' };
const SKIPPED = text('skipped', '건너뜀');
const MOST_REASONS = 5;

/** A check as a person reads it: a line, and what to do below it; `whole` gives every reason. */
export function showCheck({ step, check, outcome }: Checked, whole: boolean): Text[] {
  const { result, reasons, hint } = outcome;
  const shown = whole ? reasons : reasons.slice(0, MOST_REASONS);
  const more = reasons.length - shown.length;
  const words = [
    ...shown,
    ...(more > 0 ? [text(`… ${more} more (--verbose)`, `… ${more}개 더 있음 (--verbose)`)] : []),
  ];
  const parts = [
    join([SIGN[result], step.section.padEnd(3), check.title]),
    ...(result === 'skipped' ? [SKIPPED] : []),
    ...(words.length > 0 ? [join(words.map(withoutStop), '; ')] : []),
  ];
  return [join(parts, ': '), ...(hint ? [text(`      → ${hint.en}`, `      → ${hint.ko}`)] : [])];
}

function withoutStop({ en, ko }: Text): Text {
  return text(en.replace(/\.$/, ''), ko.replace(/\.$/, ''));
}

/** How many checks ended in which way. */
export function countChecks(all: readonly Pick<Checked, 'outcome'>[]): Counts {
  const count = (wanted: Result) => all.filter(({ outcome }) => outcome.result === wanted).length;
  return { pass: count('pass'), warn: count('warn'), fail: count('fail'), skipped: count('skipped') };
}

/** The last line. */
export function showCounts({ pass, warn, fail, skipped }: Counts): Text {
  return text(
    `${pass} passed, ${warn} warn, ${fail} failed, ${skipped} skipped`,
    `통과 ${pass}, 경고 ${warn}, 실패 ${fail}, 건너뜀 ${skipped}`,
  );
}
