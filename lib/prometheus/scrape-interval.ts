import type { Json, JsonMap, KubeObject, Manifest } from '../kubernetes/object.ts';
import { asList, asMap, fieldAt, withField } from '../manifests/field.ts';
import { withValue } from '../manifests/value.ts';
import { millisecondsOf } from './duration.ts';

/** What is scraped more often than this is so on purpose: the stack's /metrics/slis, a handful of series every 5 s. */
const FAST_MS = 10_000;

/** Where the endpoints stand in the kinds that tell Prometheus what to scrape. */
const ENDPOINTS: Record<string, string> = { ServiceMonitor: 'endpoints', PodMonitor: 'podMetricsEndpoints' };

/** The Prometheus with this interval for whatever names none of its own. */
export function scrapedEveryByDefault(manifest: Manifest, interval: string): Manifest {
  const timed = withValue(manifest, ['spec', 'scrapeInterval'], interval);
  const timeout = fieldAt(timed.object, 'spec', 'scrapeTimeout');
  return isOver(timeout, interval) ? withValue(timed, ['spec', 'scrapeTimeout'], interval) : timed;
}

/**
 * Section 5.3: what an answered interval means. Prometheus' own setting alone would change next to nothing, since each
 * of the stack's monitors names its interval (30 s, and 15 s for node-exporter, CoreDNS and Grafana). So one number
 * holds for every target, the stack's and ours, apart from the deliberately fast ones. A timeout that would outlast the
 * interval is cut to it: the operator drops such a monitor whole. Rules are evaluated as often as before.
 */
export function scrapedEvery(object: KubeObject, interval: string): KubeObject {
  const field = ENDPOINTS[object.kind];
  if (field === undefined) return object;
  const old = asList(fieldAt(object, 'spec', field));
  const timed = old.map((endpoint) => withInterval(endpoint, interval));
  return timed.some((endpoint, i) => endpoint !== old[i]) ? withField(object, ['spec', field], timed) : object;
}

function withInterval(endpoint: Json, interval: string): Json {
  const map = asMap(endpoint);
  const { interval: old, scrapeTimeout } = map;
  const next = typeof old === 'string' && !staysFast(old, interval) ? interval : old;
  const cut = isOver(scrapeTimeout, typeof next === 'string' ? next : interval);
  if (next === old && !cut) return endpoint;
  return {
    ...map,
    ...(next !== undefined && { interval: next }),
    ...(cut && { scrapeTimeout: next ?? interval }),
  } satisfies JsonMap;
}

function staysFast(old: string, interval: string): boolean {
  return millisecondsOf(old) < Math.min(FAST_MS, millisecondsOf(interval));
}

function isOver(timeout: Json | undefined, interval: string): boolean {
  return typeof timeout === 'string' && millisecondsOf(timeout) > millisecondsOf(interval);
}
