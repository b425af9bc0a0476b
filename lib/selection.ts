import { nearest } from './answers/nearest.ts';
import { usageError } from './errors.ts';
import type { Step } from './step.ts';
import { text } from './text.ts';

/** What --from, --to and --only say: a step's name or its number. */
export interface Selection {
  from?: string;
  to?: string;
  only?: string;
}

/**
 * The steps that a run carries out, in the document's order.
 * @throws RunbookError (exit 2) for a name that no step has, and for flags that contradict each other.
 */
export function select(steps: readonly Step[], { from, to, only }: Selection): Step[] {
  if (only !== undefined && (from !== undefined || to !== undefined)) throw contradiction('--only', '--from, --to');
  if (only !== undefined) return find(steps, '--only', only);
  const first = from === undefined ? 0 : steps.indexOf(find(steps, '--from', from)[0] as Step);
  const last = to === undefined ? steps.length - 1 : steps.indexOf(find(steps, '--to', to).at(-1) as Step);
  if (first > last) throw contradiction(`--from ${from}`, `--to ${to}`);
  return steps.slice(first, last + 1);
}

/** The steps that a name or a number means: `5.3` is all of its steps, `5` all of section 5. */
function find(steps: readonly Step[], flag: string, wanted: string): Step[] {
  const found = steps.filter(
    ({ name, section }) => name === wanted || section === wanted || section.startsWith(`${wanted}.`),
  );
  if (found.length > 0) return found;
  const guess = nearest(
    wanted,
    steps.map(({ name }) => name),
  );
  throw usageError(
    text(`Read ${flag}`, `${flag} 읽기`),
    [text(`there is no step ${wanted}`, `${wanted} 단계가 없습니다`)],
    guess
      ? text(
          `Did you mean ${guess}? --list shows all steps.`,
          `${guess} 단계를 찾으십니까? --list로 모든 단계를 볼 수 있습니다.`,
        )
      : text('--list shows all steps.', '--list로 모든 단계를 볼 수 있습니다.'),
  );
}

function contradiction(one: string, other: string) {
  const causes = [text(`${one} and ${other} contradict each other`, `${one}와(과) ${other}은(는) 함께 쓸 수 없습니다`)];
  return usageError(text('Choose the steps', '단계 선택'), causes);
}
