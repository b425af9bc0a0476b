import { unlessAborted } from './cut-off.ts';
import type { SshHost } from './host.ts';

/** The first login at each jump host, by the way to it. */
export type JumpTrials = Map<string, Promise<unknown>>;

/** The machines up to a jump host, each as user and address. */
export function wayTo(hops: readonly SshHost[]): string {
  return hops.map(({ user, hostname, port }) => `${user}@${hostname} ${port}`).join(' > ');
}

/**
 * Logs in at a jump host that several masters are behind: the others wait for the first, and fail as it does. So a key
 * that it refuses is refused once, and one that is mute is waited for once.
 */
export async function afterFirst<T>(
  trials: JumpTrials | undefined,
  way: string,
  signal: AbortSignal | undefined,
  login: () => Promise<T>,
): Promise<T> {
  const first = trials?.get(way);
  if (first) {
    await unlessAborted(signal, first);
    return login();
  }
  const mine = login();
  mine.catch(() => {});
  trials?.set(way, mine);
  return mine;
}
