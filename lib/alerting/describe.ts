import type { JsonMap } from '../kubernetes/object.ts';
import { asList, asMap } from '../manifests/field.ts';

/** Keys of an integration that hold a URL; part of any of them may be a secret. */
const URLS = ['url', 'api_url', 'webhook_url'];

/** One way by which a receiver tells somebody. */
interface Integration {
  /** As the configuration names it: `webhook`, `slack`. */
  kind: string;
  config: JsonMap;
}

/** The URLs that a receiver of the stack sends to. They may be secrets. */
export function urlsOf(receiver: JsonMap): string[] {
  return integrationsOf(receiver).flatMap(({ config }) => urlsIn(config));
}

/** A receiver in words: the kinds of it and the hosts, never a whole URL. */
export function describeReceiver(receiver: JsonMap): string {
  const kinds = integrationsOf(receiver).map(({ kind, config }) => {
    const hosts = [...urlsIn(config).map(hostOf), config.smarthost].filter(Boolean);
    return hosts.length > 0 ? `${kind} (${hosts.join(', ')})` : kind;
  });
  return [...new Set(kinds)].join(', ');
}

/** What a route matches, as PromQL would write it: `{severity="critical"}`; `{}` is every alert. */
export function describeRoute({ matchers, match, match_re: pattern }: JsonMap): string {
  const pairs = (map: unknown, sign: string) =>
    Object.entries(asMap(map)).map(([key, value]) => `${key}${sign}"${value}"`);
  return `{${[...asList(matchers).map(String), ...pairs(match, '='), ...pairs(pattern, '=~')].join(', ')}}`;
}

function integrationsOf(receiver: JsonMap): Integration[] {
  return Object.entries(receiver).flatMap(([field, configs]) => {
    const kind = field.endsWith('_configs') ? field.slice(0, -'_configs'.length) : undefined;
    return kind === undefined ? [] : asList(configs).map((config) => ({ kind, config: asMap(config) }));
  });
}

/** The URLs that an integration sends to. They may be secrets. */
export function urlsIn(config: JsonMap): string[] {
  return URLS.map((key) => config[key]).filter((value) => typeof value === 'string');
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).host : undefined;
}
