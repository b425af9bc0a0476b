import type { JsonMap } from '../kubernetes/object.ts';
import { asList, asMap } from '../manifests/field.ts';
import type { ReceiverAnswer } from './receivers.ts';
import type { Parted } from './routes.ts';

/** The alert that always fires: whoever gets it notices when it stops, as alerting itself is dead then. */
export const WATCHDOG = 'Watchdog';

/** Whether a route takes an alert by its name, in any form of matcher; one that takes all but it doesn't. */
export function asksFor({ matchers, match, match_re: pattern }: JsonMap, alert: string): boolean {
  // One item may hold several matchers, in braces or not, and names may be quoted.
  const named = new RegExp(`(^|[{,\\s])["']?alertname["']?\\s*=~?[^,]*\\b${alert}\\b`);
  const values = [asMap(match).alertname, asMap(pattern).alertname].map((value) => String(value ?? ''));
  return (
    asList(matchers).some((matcher) => named.test(String(matcher))) ||
    values.some((value) => new RegExp(`\\b${alert}\\b`).test(value))
  );
}

/** Whether somebody asks for the alert that always fires. */
export function wantsWatchdog(severities: ReceiverAnswer['severities']): boolean {
  return severities?.includes('none') ?? false;
}

/**
 * Whether an answer only says where the stack's dead man's switch is: the stack sends the receiver of that name the
 * Watchdog and nothing else, and no severity asks for more. Other alerts would keep it quiet about alerting's death.
 */
export function isDeadMan({ name, severities }: ReceiverAnswer, { gone, watchdog }: Parted, root: string): boolean {
  const getsMore = name === root || gone.some(({ receiver }) => receiver === name);
  return severities === undefined && watchdog.includes(name) && !getsMore;
}
