import type { Sealed } from '../answers/secret.ts';
import { shellLine } from '../process/shell-words.ts';

/** How root's rights are got on a host (FIELD-NOTES 5). */
export type Sudo = 'none' | 'nopasswd' | { password: Sealed };

/** A command line for a remote shell and what goes into its stdin. */
export interface Command {
  line: string;
  stdin?: Sealed;
  /** What it writes to stderr when it asks for what stands in stdin. */
  prompt?: string;
}

/** A command as root, or as the user for sudo none. A password goes by stdin only: arguments show in `ps`. */
export function asRoot(words: readonly string[], sudo: Sudo): Command {
  const { line, ...asking } = sudoLine(shellLine(words), sudo);
  // In English, so that the reason of a failure can be told apart; by env, as not every shell takes NAME=VALUE.
  return { line: `env LC_ALL=C ${line}`, ...asking };
}

const PROMPT = 'tks-runbook:password:';

function sudoLine(line: string, sudo: Sudo): Command {
  if (sudo === 'none') return { line };
  if (sudo === 'nopasswd') return { line: `sudo -n ${line}` };
  // -k: without it sudo may remember an earlier one and leave the password unread, for the command to read.
  return { line: `sudo -S -p ${PROMPT} -k ${line}`, stdin: sudo.password, prompt: PROMPT };
}
