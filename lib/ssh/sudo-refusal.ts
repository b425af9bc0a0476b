import { join, type Text, text } from '../text.ts';
import type { Sudo } from './command.ts';
import { HostError } from './failure.ts';

/** sudo works there, and has no rule for this command; it may have one for another file. */
export class SudoRefusal extends HostError {
  /** sudo's own words. */
  readonly said: string;
  readonly sudo: Sudo;

  /** `paths`: the files that a rule has to name; `hint` says what else may help. */
  constructor(said: string, sudo: Sudo, paths: readonly string[], hint?: Text) {
    const commands = paths.map((path) => `/usr/bin/cat -- ${path.replace(/[,:=\\*?[\]! ]/g, '\\$&')}`);
    const rule = `USER ALL=(root) ${sudo === 'nopasswd' ? 'NOPASSWD: ' : ''}${commands.join(', ')}`;
    const words = text(
      `${said}. sudo needs a rule for this in /etc/sudoers.d there: ${rule}`,
      `${said}. 해당 장비의 /etc/sudoers.d에 다음 규칙이 필요합니다: ${rule}`,
    );
    const advice = [...(hint ? [hint] : []), ...(sudo === 'nopasswd' ? [OR_PASSWORD] : [])];
    super('refused', join([words, ...advice], '. '));
    this.said = said;
    this.sudo = sudo;
  }
}

const OR_PASSWORD = text(
  'Or answer etcd.certificates.ssh.sudo: { password: { env: NAME } }',
  '또는 답변 etcd.certificates.ssh.sudo: { password: { env: NAME } }를 지정하십시오',
);

/** How sudo, and sudo-rs, say that they have no rule for this command. */
export const FORBIDS = /not allowed to (execute|run)|afraid I can't do that/i;
/** How they say that they would ask for a password. */
export const ASKS = /a password is required|interactive authentication is required/i;

/** Whether sudo has no rule for just this command; without a password to give, it says that it wants one. */
export function isRefusal(stderr: string, sudo: Sudo): boolean {
  if (sudo === 'none') return false;
  return FORBIDS.test(stderr) || (sudo === 'nopasswd' && ASKS.test(stderr));
}
