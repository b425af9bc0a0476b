import { type Text, text } from '../text.ts';
import { invocation } from './invocation.ts';
import type { Options, OwnFlag } from './options.ts';

/** What a command is, for its help. */
export interface Program {
  does: Text;
  /** Exit codes, a line each. */
  exits: readonly Text[];
  /** Flags that only this command has. */
  flags?: readonly Text[];
  /** Those of the flags that not every command has which this one takes. */
  own?: readonly OwnFlag[];
  /** The only ones of all commands' flags that this one takes; all where it is left out. */
  takes?: readonly (keyof Options)[];
}

const FLAGS: readonly Text[] = [
  text(
    '--answers FILE       answers (YAML); repeatable, later wins',
    '--answers FILE       답변 파일(YAML), 반복 가능, 뒤의 것이 우선',
  ),
  text(
    '--set path=value     one answer; repeatable; the value is YAML',
    '--set path=value     답변 하나, 반복 가능, 값은 YAML',
  ),
  text('--context NAME       context of the kubeconfig', '--context NAME       kubeconfig의 컨텍스트'),
  text('--kubeconfig FILE    kubeconfig, as kubectl takes it', '--kubeconfig FILE    kubectl과 같은 kubeconfig'),
  text(
    '--from STEP          start at a step (name or number, 3.5)',
    '--from STEP          해당 단계부터(이름 또는 번호, 3.5)',
  ),
  text('--to STEP            end with a step', '--to STEP            해당 단계까지'),
  text(
    '--only STEP          just this step; 5.3 is all of its steps',
    '--only STEP          이 단계만, 5.3은 그 아래 전부',
  ),
  text(
    '--list               show the steps and the cluster, then end',
    '--list               단계와 클러스터를 보여 주고 종료',
  ),
  text('--yes                apply without asking', '--yes                묻지 않고 적용'),
  text('--output FORM        text, json or jsonl', '--output FORM        text, json 또는 jsonl'),
  text('--lang LANG          en or ko; default by the locale', '--lang LANG          en 또는 ko, 기본값은 로캘'),
  text('--verbose            every value that differs', '--verbose            달라지는 값을 모두 표시'),
  text('--help, --version', '--help, --version'),
];

/** The help of one command. */
export function helpFor(script: string, { does, exits, flags = [], takes }: Program): Text {
  const shared = FLAGS.filter(({ en }) => !takes || takes.some((name) => en.startsWith(`--${name}`)));
  const page = (pick: (words: Text) => string, usage: string, codes: string) =>
    [
      pick(does),
      '',
      `${usage}: ${invocation(script)} [...]`,
      '',
      ...[...shared, ...flags].map((flag) => `  ${pick(flag)}`),
      '',
      codes,
      ...exits.map((line) => `  ${pick(line)}`),
    ].join('\n');
  return text(
    page((words) => words.en, 'Usage', 'Exit codes'),
    page((words) => words.ko, '사용법', '종료 코드'),
  );
}
