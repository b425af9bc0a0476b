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
  const { line, stdin } = sudoLine(words.map(quote).join(' '), sudo);
  // In English, so that the reason of a failure can be told apart; by env, as not every shell takes NAME=VALUE.
  return { line: `env LC_ALL=C ${line}`, ...(stdin && { stdin }) };
}

function sudoLine(line: string, sudo: Sudo): Command {
  if (sudo === 'none') return { line };
  if (sudo === 'nopasswd') return { line: `sudo -n ${line}` };
  // -k: without it sudo may remember an earlier one and leave the password unread, for the command to read.
  return { line: `sudo -S -p '' -k ${line}`, stdin: sudo.password };
}
