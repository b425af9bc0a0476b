/** The languages a person can read the runbook in. */
export type Lang = 'en' | 'ko';

/** What a person reads, in every language; it stays data until the edge that prints it picks one. */
export interface Text {
  readonly en: string;
  readonly ko: string;
}

/** Writes a text in both languages side by side, so that a missing one fails the type check. */
export function text(en: string, ko: string): Text {
  return { en, ko };
}

/** The words of a text in one language; a plain string (a tool's own words, a name) is the same in all. */
export function say(words: Text | string, lang: Lang): string {
  return typeof words === 'string' ? words : words[lang];
}

/** Joins texts language by language. */
export function join(texts: readonly (Text | string)[], separator = ' '): Text {
  const inLang = (lang: Lang) => texts.map((t) => say(t, lang)).join(separator);
  return { en: inLang('en'), ko: inLang('ko') };
}
