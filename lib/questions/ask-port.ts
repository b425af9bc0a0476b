import type { Text } from '../text.ts';
import type { Choice } from './question.ts';

interface Asked {
  message: Text;
}

/** What is typed; `validate` says why it won't do. */
export interface Typed extends Asked {
  default?: string;
  validate: (typed: string) => Text | undefined;
}

/** The way to a person at a terminal. Each rejects with a RunbookError, exit 130, when the person leaves. */
export interface Ask {
  input(prompt: Typed): Promise<string>;
  /** Shows nothing of what is typed. */
  password(prompt: Omit<Typed, 'default'>): Promise<string>;
  confirm(prompt: Asked & { default: boolean }): Promise<boolean>;
  select(prompt: Asked & { choices: readonly Choice[]; default?: string }): Promise<string>;
  checkbox(prompt: Asked & { choices: readonly Choice[]; default: readonly string[] }): Promise<string[]>;
  /** Says something that needs no answer. */
  tell(words: Text): void;
}
