import type { Draft } from '../answers/draft.ts';
import { absolutePath } from '../answers/paths.ts';
import { valueProblem } from '../answers/validate.ts';
import type { Json } from '../kubernetes/object.ts';
import { type Text, text } from '../text.ts';
import type { Ask, Typed } from './ask-port.ts';
import type { Choice, Question } from './question.ts';

/** What asking for a secret needs. */
export interface SecretContext {
  ask: Ask;
  message: Text;
  /** Where the answer stands in whole answers. */
  place: string;
  cwd: string;
  home: string;
  keep: (name: string, value: string) => void;
  /** Names that typed secrets of this run have already. */
  taken: Set<string>;
}

/** Asks how a secret is referred to; a typed one is kept in memory, and the answers hold only its name. */
export async function askSecret(question: Question, item: Draft, context: SecretContext): Promise<Json | undefined> {
  const { ask, message, place, cwd, home } = context;
  const variable = question.secret?.variable(item) ?? 'SECRET';
  const put = (words: Text, toRef: (typed: string) => Json, preset?: string) =>
    ask.input({ message: words, validate: checkRef(place, toRef), ...(preset && { default: preset }) });
  const way = await ask.select({ message, choices: waysFor(question) });
  switch (way) {
    case 'typed':
      return typeSecret(question, variable, context);
    case 'env':
      return { env: (await put(text('Name of the environment variable', '환경 변수 이름'), envRef, variable)).trim() };
    case 'file': {
      const toRef = (typed: string) => ({ file: absolutePath(typed, cwd, home) });
      return toRef(
        (await put(text('File that holds it, and nothing else', '시크릿 값만 들어 있는 파일'), toRef)).trim(),
      );
    }
    case 'secret': {
      const secret = await put(text('Name of the Secret in monitoring', 'monitoring의 Secret 이름'), (name) => ({
        secret: name,
        key: 'key',
      }));
      const key = await put(text('Key in that Secret', 'Secret의 키'), (typed) => ({ secret: 'name', key: typed }));
      return { secret: secret.trim(), key: key.trim() };
    }
    default:
      return undefined;
  }
}

const envRef = (typed: string) => ({ env: typed });

function checkRef(place: string, toRef: (typed: string) => Json): Typed['validate'] {
  return (typed) => (typed.trim() ? valueProblem(place, toRef(typed.trim())) : EMPTY);
}

const EMPTY = text('needs an answer', '값을 입력하십시오');

async function typeSecret({ secret }: Question, variable: string, context: SecretContext): Promise<Json> {
  const { ask, message, keep, taken } = context;
  const value = await ask.password({ message, validate: (typed) => (typed ? secret?.check?.(typed) : EMPTY) });
  const name = freeName(variable, taken);
  taken.add(name);
  keep(name, value);
  ask.tell(
    text(
      `Kept in memory for this run as $${name}. The answers hold only this name: set the variable before a later run.`,
      `이번 실행 동안만 메모리에 보관합니다($${name}). 답변에는 이 이름만 남으므로 다음 실행 전에 변수를 설정하십시오.`,
    ),
  );
  return { env: name };
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let i = 1; ; i++) {
    const candidate = i === 1 ? name : `${name}_${i}`;
    if (!taken.has(candidate)) return candidate;
  }
}

function waysFor({ required, secret }: Question): Choice[] {
  return [
    ...(required ? [] : [{ value: 'none', name: text('there is none', '없음') }]),
    { value: 'typed', name: text('type it now', '지금 입력') },
    { value: 'env', name: text('an environment variable holds it', '환경 변수에 있음') },
    { value: 'file', name: text('a file holds it', '파일에 있음') },
    ...(secret?.local
      ? []
      : [{ value: 'secret', name: text('a Secret in the cluster holds it', '클러스터의 Secret에 있음') }]),
  ];
}
