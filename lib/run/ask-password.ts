import { createPrompts } from '../questions/prompts.ts';
import { type Lang, text } from '../text.ts';

/** Asks a person for the login password of a machine; nothing typed gives up. Kept in memory for this run only. */
export function askPassword(lang: Lang): (machine: string) => Promise<string | undefined> {
  return async (machine) => {
    const message = text(
      `Login password of ${machine} (tried once; empty: give up)`,
      `${machine}의 로그인 비밀번호(한 번만 시도, 비우면 포기)`,
    );
    const typed = await createPrompts(lang).password({ message, validate: () => undefined });
    return typed || undefined;
  };
}
