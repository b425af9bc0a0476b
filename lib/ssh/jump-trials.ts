import { unlessAborted } from './cut-off.ts';
import type { SshHost } from './host.ts';

/** The first login at each jump host, by the way to it. */
export type JumpTrials = Map<string, Promise<unknown>>;

/** What one of several masters knows of the way that it shares with others. */
export interface JumpTurn {
  trials: JumpTrials;
  /** Settles once everyone before has failed: from then on it waits for nobody. */
  reached: Promise<void>;
}

/** The machines up to a jump host, each as user and address. */
export function wayTo(hops: readonly SshHost[]): string {
  return hops.map(({ user, hostname, port }) => `${user}@${hostname} ${port}`).join(' > ');
}

/**
 * Logs in at a jump host that several masters are behind: the others wait for the first, and fail as it does. So a key
 * that it refuses is refused once, and one that is mute is waited for once. Whose turn it is doesn't wait: the first to
 * get there may be one that is later in order, and may itself be waiting for its turn to ask a person.
 */
export async function afterFirst<T>(
  turn: JumpTurn | undefined,
  way: string,
  signal: AbortSignal | undefined,
  login: () => Promise<T>,
): Promise<T> {
  const first = turn?.trials.get(way);
  if (first) {
    await unlessAborted(signal, Promise.race([first, turn?.reached]));
    return login();
  }
  const mine = login();
  mine.catch(() => {});
  turn?.trials.set(way, mine);
  return mine;
}
