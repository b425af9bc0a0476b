import type { Json, JsonMap } from '../kubernetes/object.ts';
import { asList, asMap } from '../manifests/field.ts';
import type { ReceiverAnswer } from './receivers.ts';

/** Alerts that say something about alerting itself and are no news to a person. */
const NO_NEWS = ['Watchdog', 'InfoInhibitor'];

/**
 * The route to a receiver. It lets alerts continue, so that several receivers get the same alert and the stack's own
 * routes see what they saw before. Severity none, which only the two alerts above have, must be asked for; who asks for
 * it wants the Watchdog.
 */
export function routeTo({ name, severities }: ReceiverAnswer): JsonMap {
  const never = wantsWatchdog(severities) ? 'alertname != "InfoInhibitor"' : `alertname !~ "${NO_NEWS.join('|')}"`;
  const severity = severities ? `severity =~ "${severities.join('|')}"` : 'severity != "none"';
  return { receiver: name, matchers: [never, severity], continue: true };
}

/**
 * The stack's routes with ours among them. Ours come after the routes at the top that silence alerts, and before all
 * others, which may not let an alert continue. Routes that already led to a receiver of ours give way.
 */
export function withRoutes(routes: readonly Json[], answers: readonly ReceiverAnswer[], root: JsonMap): Json[] {
  const ours = new Set(answers.map(({ name }) => name));
  const kept = routes.filter((route) => !ours.has(String(asMap(route).receiver)));
  const firstOther = kept.findIndex((route) => !silences(asMap(route)));
  const at = firstOther < 0 ? kept.length : firstOther;
  const watchdog = answers.filter(({ severities }) => wantsWatchdog(severities)).map(routeTo);
  const others = answers.filter(({ severities }) => !wantsWatchdog(severities)).map(routeTo);
  const all = [...watchdog, ...kept.slice(0, at), ...others, ...kept.slice(at)];
  return ours.has(String(root.name)) ? all : withRest(all, root);
}

/** What only the root's receiver got before must still reach it, though a route of ours matches now. */
function withRest(routes: Json[], root: JsonMap): Json[] {
  const rest = { receiver: String(root.name) };
  const last = asMap(routes.at(-1));
  const isRest = last.receiver === rest.receiver && Object.keys(last).length === 1;
  return isRest || !hasIntegration(root) ? routes : [...routes, rest];
}

/** Whether a receiver tells anyone. */
export function hasIntegration(receiver: JsonMap): boolean {
  return Object.entries(receiver).some(([field, configs]) => field.endsWith('_configs') && asList(configs).length > 0);
}

/**
 * Names of the receivers by which the stack drops alerts that are no news: a route that silences leads there, and they
 * tell no one. A receiver of ours by such a name would be sent them.
 */
export function silencingNames(routes: readonly Json[], receivers: readonly Json[]): string[] {
  const telling = new Set(
    receivers
      .map(asMap)
      .filter(hasIntegration)
      .map(({ name }) => String(name)),
  );
  const names = routes
    .map(asMap)
    .filter(silences)
    .map(({ receiver }) => String(receiver));
  return [...new Set(names)].filter((name) => !telling.has(name));
}

function silences({ receiver, matchers, match, continue: goesOn }: JsonMap): boolean {
  if (goesOn === true) return false;
  const matched = [...asList(matchers).map(String), `alertname=${asMap(match).alertname}`];
  const noNews = matched.some((matcher) => NO_NEWS.some((name) => matcher.includes(name)));
  return noNews || /^(null|blackhole|watchdog)$/i.test(String(receiver));
}

/** Whether somebody asks for the alert that always fires. */
export function wantsWatchdog(severities: ReceiverAnswer['severities']): boolean {
  return severities?.includes('none') ?? false;
}
