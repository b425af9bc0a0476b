import { cutOff } from '../ssh/cut-off.ts';
import type { Turn } from './first-in-order.ts';

/** Whether a password was found right in this run. Until then one machine at a time gets it: wrong ones lock accounts. */
export interface Proof {
  readonly given: boolean;
  give(): void;
  /** Waits until the password may be offered. @throws HostError when it isn't needed any more */
  allows(turn: Turn | undefined): Promise<void>;
}

/** Remembers for as long as it lives. */
export function createProof(): Proof {
  let given = false;
  const proven = Promise.withResolvers<void>();
  return {
    get given() {
      return given;
    },
    give: () => {
      given = true;
      proven.resolve();
    },
    allows: async (turn) => {
      if (!turn || given) return;
      await Promise.race([turn.reached, proven.promise]);
      if (turn.signal.aborted) throw cutOff();
    },
  };
}
