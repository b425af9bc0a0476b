/** Words as a line that any POSIX shell takes apart into just these. */
export function shellLine(words: readonly string[]): string {
  return words.map(shellWord).join(' ');
}

/** A word so that any POSIX shell takes it as it is. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
