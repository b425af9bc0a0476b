import { type Draft, valueAt, withValue } from '../answers/draft.ts';
import { parseLocation } from '../answers/location.ts';
import { absolutePath, looksLikePath } from '../answers/paths.ts';
import { defaultOf, roleOf, shapesOf } from '../answers/shape.ts';
import { valueProblem } from '../answers/validate.ts';
import type { Facts } from '../facts.ts';
import type { Json } from '../kubernetes/object.ts';
import { join, type Text, text } from '../text.ts';
import type { Ask } from './ask-port.ts';
import { isOpen } from './missing.ts';
import type { Question } from './question.ts';
import { askSecret } from './secret.ts';

/** Where the questions are put, and what they may do beside. */
export interface Interview {
  ask: Ask;
  /** Where relative paths that are typed start, and what `~/` is. */
  cwd: string;
  home: string;
  /** Keeps a typed secret for this run (Secrets.keep). */
  keep: (name: string, value: string) => void;
}

/** Puts questions to a person, one at a time. */
export class Asking {
  readonly #facts: Facts;
  readonly #interview: Interview;
  readonly #taken = new Set<string>();

  constructor(facts: Facts, interview: Interview) {
    this.#facts = facts;
    this.#interview = interview;
  }

  /** Puts one question; `place` is where its answer stands in whole answers, `others` the items before in a list. */
  async question(question: Question, draft: Draft, place: string, others: readonly Draft[] = []): Promise<Draft> {
    const hint = question.hint?.(this.#facts, draft);
    if (hint) this.#interview.ask.tell(hint);
    const value = await this.#answer(question, draft, place, others);
    if (value === undefined) return draft;
    return question.store ? question.store(draft, value) : withValue(draft, question.path, value);
  }

  async #answer(question: Question, draft: Draft, place: string, others: readonly Draft[]): Promise<Json | undefined> {
    const { ask } = this.#interview;
    const message = titled(question);
    const preset = question.default?.(this.#facts, draft) ?? schemaDefault(place);
    const choices = question.choices?.(this.#facts, draft) ?? [];
    switch (question.kind) {
      case 'confirm':
        return ask.confirm({ message, default: preset !== false });
      case 'checkbox': {
        const ticked = await ask.checkbox({ message, choices, default: Array.isArray(preset) ? preset : [] });
        return ticked.length ? ticked : undefined;
      }
      case 'secret':
        return askSecret(question, draft, { ...this.#interview, message, place, taken: this.#taken });
      case 'list':
        return this.#list(question, place);
      default:
        if (choices.length)
          return ask.select({ message, choices, ...(typeof preset === 'string' && { default: preset }) });
        return this.#typed(question, place, typeof preset === 'string' ? preset : undefined, others);
    }
  }

  async #typed(
    question: Question,
    place: string,
    preset: string | undefined,
    others: readonly Draft[],
  ): Promise<Json | undefined> {
    const toValue = (typed: string): Json | undefined => this.#value(question, typed.trim(), place);
    const validate = (typed: string) => {
      const value = toValue(typed);
      if (value === undefined) return question.required ? NEEDED : undefined;
      const taken = question.unique && others.some((other) => valueAt(other, question.path) === value);
      return taken ? TAKEN : (valueProblem(place, value) ?? question.refuses?.(value));
    };
    return toValue(
      await this.#interview.ask.input({ message: titled(question), validate, ...(preset && { default: preset }) }),
    );
  }

  #value({ kind, parse }: Question, typed: string, place: string): Json | undefined {
    if (parse) return parse(typed);
    if (typed === '') return undefined;
    if (kind === 'number') return Number(typed);
    const role = roleOf(shapesOf(parseLocation(place) ?? []));
    const isPath = role === 'path' || (role === 'perhaps-path' && looksLikePath(typed));
    return isPath ? absolutePath(typed, this.#interview.cwd, this.#interview.home) : typed;
  }

  async #list(question: Question, place: string): Promise<Json | undefined> {
    const { ask } = this.#interview;
    const items: Draft[] = [];
    while (await ask.confirm({ message: titled(question, items.length > 0), default: false })) {
      let item: Draft = {};
      for (const each of question.each ?? []) {
        if (isOpen(each, item, this.#facts)) item = await this.question(each, item, `${place}[0].${each.path}`, items);
      }
      items.push(item);
    }
    return items.length ? items : undefined;
  }
}

const TAKEN = text('is taken by the one before', '앞에서 이미 쓴 값입니다');
const NEEDED = text('needs an answer', '값을 입력하십시오');

function titled({ section, message, another }: Question, again = false): Text {
  return join([section, again && another ? another : message]);
}

function schemaDefault(place: string): string | undefined {
  const value = defaultOf(parseLocation(place) ?? []);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
