import type { Text } from '../text.ts';

/** Those that failed for one and the same reason, in their order. */
export interface SameCause {
  /** Their names, with commas. */
  hosts: string;
  cause: Text;
}

/** Puts equal causes together, so that a fault that all have is said once. */
export function bySameCause(failures: readonly { host: string; cause: Text }[]): SameCause[] {
  const groups = Map.groupBy(failures, ({ cause }) => cause.en);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first ? [{ hosts: group.map(({ host }) => host).join(', '), cause: first.cause }] : [];
  });
}
