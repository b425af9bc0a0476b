import { createPrompts } from '../questions/prompts.ts';
import { type Lang, text } from '../text.ts';

/** Asks a person for the passphrase of a key file; nothing typed leaves the file out. Kept in memory for this run only. */
export function askPassphrase(lang: Lang): (file: string, wrong: boolean) => Promise<string | undefined> {
  return async (file, wrong) => {
    const again = wrong ? text('That does not open it. ', '맞지 않는 암호입니다. ') : text('', '');
    const message = text(
      `${again.en}Passphrase of ${file} (empty: leave it out)`,
      `${again.ko}${file}의 암호(비우면 사용하지 않음)`,
    );
    const typed = await createPrompts(lang).password({ message, validate: () => undefined });
    return typed || undefined;
  };
}
