import { causeOf, RunbookError } from '../errors.ts';
import { firstLine, HostError } from '../ssh/failure.ts';
import { join, type Text } from '../text.ts';

/** Does work on one host; what goes wrong there is said as a failure of section 3.5. @throws RunbookError */
export async function inRunbook<T>(doing: Text, host: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof HostError ? failure(doing, [lineOf(host, error.words)]) : error;
  }
}

/** What went wrong with a connection, in one line. */
export function wordsOf(error: unknown): Text {
  if (error instanceof HostError) return error.words;
  const words = firstLine(causeOf(error));
  return { en: words, ko: words };
}

/** A line about one host. */
export function lineOf(host: string, words: Text): Text {
  return join([`${host}:`, words]);
}

/** A failure of section 3.5. */
export function failure(doing: Text, causes: readonly Text[], hint?: Text): RunbookError {
  return new RunbookError({ section: '3.5', doing, causes, ...(hint && { hint }) });
}
