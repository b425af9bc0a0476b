import type { Sealed } from '../answers/secret.ts';

/** How root's rights are got on a host (FIELD-NOTES 5). */
export type Sudo = 'none' | 'nopasswd' | { password: Sealed };

/** A command line for a remote shell and what goes into its stdin. */
export interface Command {
  line: string;
  stdin?: Sealed;
}

/** Puts a word so that any POSIX shell takes it as it is. */
export function quote(word: string): string {
  return /^[A-Za-z0-9_/.:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A command as root, or as the user for sudo none. A password goes by stdin only: arguments show in `ps`. */
export function asRoot(words: readonly string[], sudo: Sudo): Command {
  const line = words.map(quote).join(' ');
  if (sudo === 'none') return { line };
  if (sudo === 'nopasswd') return { line: `sudo -n ${line}` };
  // -k: without it sudo may remember an earlier one and leave the password unread, for the command to read.
  return { line: `sudo -S -p '' -k ${line}`, stdin: sudo.password };
}
