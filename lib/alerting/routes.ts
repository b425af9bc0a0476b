import type { Json, JsonMap } from '../kubernetes/object.ts';
import { asList, asMap } from '../manifests/field.ts';
import type { ReceiverAnswer } from './receivers.ts';
import { asksFor, isDeadMan, WATCHDOG, wantsWatchdog } from './watchdog.ts';

/** Alerts that say something about alerting itself and are no news to a person. */
const NO_NEWS = [WATCHDOG, 'InfoInhibitor'];

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
 * others, which may not let an alert continue. Routes that already led to a receiver of ours give way; a dead man's
 * switch has its route already.
 */
export function withRoutes(parted: Parted, answers: readonly ReceiverAnswer[], root: JsonMap): Json[] {
  const { kept } = parted;
  const firstOther = kept.findIndex((route) => !silences(route));
  const at = firstOther < 0 ? kept.length : firstOther;
  const told = answers.filter((answer) => !isDeadMan(answer, parted, String(root.name)));
  const watchdog = told.filter(({ severities }) => wantsWatchdog(severities)).map(routeTo);
  const others = told.filter(({ severities }) => !wantsWatchdog(severities)).map(routeTo);
  const all = [...watchdog, ...kept.slice(0, at), ...others, ...kept.slice(at)];
  const isTaken = told.length === 0 || told.some(({ name }) => name === root.name);
  return isTaken ? all : withRest(all, root);
}

/** The stack's routes, parted into those that stay and those that give way to ours. */
export interface Parted {
  kept: JsonMap[];
  gone: JsonMap[];
  /** The receivers to which routes that ask for the Watchdog, and stay, lead. */
  watchdog: string[];
}

/**
 * Parts the stack's routes. One that leads to a receiver of ours gives way, wherever it stands, and what it took goes on
 * to the routes after it; routes inside of it that lead elsewhere stay where they are. A route without a receiver leads
 * to that of the route around it. One that asks for the Watchdog stays, with what is inside: ours don't take that.
 */
export function partRoutes(routes: readonly Json[], answers: readonly ReceiverAnswer[], inherited: string): Parted {
  const parts = routes.map((route) => partRoute(asMap(route), answers, inherited));
  return {
    kept: parts.flatMap(({ kept }) => kept),
    gone: parts.flatMap(({ gone }) => gone),
    watchdog: parts.flatMap(({ watchdog }) => watchdog),
  };
}

function partRoute(route: JsonMap, answers: readonly ReceiverAnswer[], inherited: string): Parted {
  const { routes, ...bare } = route;
  const receiver = String(route.receiver ?? inherited);
  if (
    asksFor(route, WATCHDOG) &&
    !answers.some((answer) => answer.name === receiver && wantsWatchdog(answer.severities))
  )
    return { kept: [route], gone: [], watchdog: receiversOf(route, inherited) };
  const { kept, gone, watchdog } = partRoutes(asList(routes), answers, receiver);
  const inner = kept.length > 0 && { routes: kept };
  if (answers.every(({ name }) => name !== receiver)) return { kept: [{ ...bare, ...inner }], gone, watchdog };
  const { receiver: _, ...rest } = bare;
  return { kept: inner ? [{ ...rest, ...inner }] : [], gone: [{ ...route, receiver }, ...gone], watchdog };
}

/** Every receiver that a route and those inside of it lead to. */
function receiversOf(route: JsonMap, inherited: string): string[] {
  const receiver = String(route.receiver ?? inherited);
  return [receiver, ...asList(route.routes).flatMap((inner) => receiversOf(asMap(inner), receiver))];
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

function silences(route: JsonMap): boolean {
  if (route.continue === true) return false;
  return NO_NEWS.some((alert) => asksFor(route, alert)) || NOWHERE.test(String(route.receiver));
}
