import type { Text } from '../text.ts';

/** What is going on, told to a person while it happens. */
export interface Report {
  /** Something worth keeping on the screen: a package that was installed, a choice that was made. */
  note(words: Text): void;
  /** Does the work and shows the words with the seconds that have passed until it ends. */
  during<T>(words: Text, work: () => Promise<T>): Promise<T>;
}

/** Tells nothing. */
export const silent: Report = { note: () => {}, during: (_words, work) => work() };
