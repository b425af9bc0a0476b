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
export function withRoutes({ kept }: Parted, answers: readonly ReceiverAnswer[], root: JsonMap): Json[] {
  const firstOther = kept.findIndex((route) => !silences(route));
  const at = firstOther < 0 ? kept.length : firstOther;
  const watchdog = answers.filter(({ severities }) => wantsWatchdog(severities)).map(routeTo);
  const others = answers.filter(({ severities }) => !wantsWatchdog(severities)).map(routeTo);
  const all = [...watchdog, ...kept.slice(0, at), ...others, ...kept.slice(at)];
  return answers.some(({ name }) => name === root.name) ? all : withRest(all, root);
}

/** The stack's routes, parted into those that stay and those that give way to ours. */
export interface Parted {
  kept: JsonMap[];
  gone: JsonMap[];
}

/**
 * Parts the stack's routes. One that leads to a receiver of ours gives way, wherever it stands, and what it took goes on
 * to the routes after it; routes inside of it that lead elsewhere stay where they are. A route without a receiver leads
 * to that of the route around it.
 */
export function partRoutes(routes: readonly Json[], answers: readonly ReceiverAnswer[], inherited: string): Parted {
  const parts = routes.map((route) => partRoute(asMap(route), answers, inherited));
  return { kept: parts.flatMap(({ kept }) => kept), gone: parts.flatMap(({ gone }) => gone) };
}

function partRoute(route: JsonMap, answers: readonly ReceiverAnswer[], inherited: string): Parted {
  const { routes, ...bare } = route;
  const receiver = String(route.receiver ?? inherited);
  const { kept, gone } = partRoutes(asList(routes), answers, receiver);
  const inner = kept.length > 0 && { routes: kept };
  if (answers.every(({ name }) => name !== receiver)) return { kept: [{ ...bare, ...inner }], gone };
  const { receiver: _, ...rest } = bare;
  return { kept: inner ? [{ ...rest, ...inner }] : [], gone: [{ ...route, receiver }, ...gone] };
}

/** What only the root's receiver got before must still reach it, though a route of ours matches now. */
function withRest(routes: JsonMap[], root: JsonMap): Json[] {
  const rest = { receiver: String(root.name) };
  const last = routes.at(-1) ?? {};
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

/** Names that people give to a receiver that throws away what it gets. */
const NOWHERE =
  /^((dev[-_/ ]?)?null|none|void|no-?op|black-?hole|watchdog|silent|silenced?|ignored?|drop(ped)?|discard(ed)?)$/i;

function silences({ receiver, matchers, match, match_re: pattern, continue: goesOn }: JsonMap): boolean {
  if (goesOn === true) return false;
  const matched = [...asList(matchers), asMap(match).alertname, asMap(pattern).alertname].map(String);
  const noNews = matched.some((matcher) => NO_NEWS.some((name) => matcher.includes(name)));
  return noNews || NOWHERE.test(String(receiver));
}

/** Whether somebody asks for the alert that always fires. */
export function wantsWatchdog(severities: ReceiverAnswer['severities']): boolean {
  return severities?.includes('none') ?? false;
}
