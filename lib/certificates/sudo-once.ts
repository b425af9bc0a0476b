import { HostError } from '../ssh/failure.ts';
import { RefusedPassword } from '../ssh/refused-password.ts';
import type { RemoteOutput } from '../ssh/remote-command.ts';
import type { Session } from '../ssh/session.ts';
import type { Proof } from './proof.ts';

/** How sudo, and the one that is written in Rust, say that a password is wrong. */
const REFUSED = /incorrect (password|authentication) attempt|try again/i;

/** A session in which a sudo password that was refused isn't offered again. */
export interface SudoOnce {
  session: Session;
  /** The error to end with, once the work has ended with one. */
  judge(error: unknown): unknown;
}

/** Watches what becomes of the password, which is all that commands here have in their stdin. */
export function sudoOnce(session: Session, proof: Proof): SudoOnce {
  let refused: RemoteOutput | undefined;
  let last: Promise<unknown> = Promise.resolve();
  return {
    session: {
      ...session,
      run: (command) => {
        if (!command.stdin) return session.run(command);
        const mine = last.then(async () => {
          if (refused) return refused;
          const done = await session.run(command);
          // Where a rule says NOPASSWD nobody looked at it.
          if (done.code === 0 && done.asked) proof.give();
          else if (REFUSED.test(done.stderr)) refused = done;
          return done;
        });
        last = mine.catch(() => {});
        return mine;
      },
    },
    // Where it was right on another machine it's this one that has another password.
    judge: (error) =>
      refused && !proof.given && error instanceof HostError ? new RefusedPassword(error.kind, error.words) : error,
  };
}
