import type { ServiceFact } from '../facts.ts';
import type { Input } from '../step.ts';
import type { Component } from './components.ts';
import { type Listening, listeningOf } from './listening.ts';
import { leads, monitorOf, type Wants, wantsOf } from './monitors.ts';

/** What becomes of a component's metrics, and why. */
export type Scraping =
  /** By a Service of ours. */
  | { by: 'us'; wants: Wants; pods: Extract<Listening, { how: 'open' }>['pods'] }
  /** By somebody else's Service, which stays. */
  | { by: 'others'; service: ServiceFact }
  /** By a PodMonitor of the stack, which needs no Service. */
  | { by: 'pods' }
  /** Not at all; `why` is no Listening where the answers say so, or where the stack has nothing that would scrape it. */
  | { by: 'nobody'; why: Exclude<Listening, { how: 'open' }> | { how: 'answered' } | { how: 'unmonitored' } };

/** Decides it for one component. */
export function scrapingOf({ stack, answers, facts: { cluster } }: Input, component: Component): Scraping {
  const monitor = monitorOf(stack.manifests, component);
  if (answers.controlPlane === 'none') return { by: 'nobody', why: { how: 'answered' } };
  if (!monitor) return { by: 'nobody', why: { how: 'unmonitored' } };
  const wants = wantsOf(monitor, component);
  const pods = (cluster.controlPlane ?? []).filter((pod) => pod.component === component);
  const podLabels = pods.map(({ labels }) => labels);
  const service = cluster.systemServices?.find((each) => leads(each, wants, podLabels));
  const listening = listeningOf(cluster, component);
  if (listening.how !== 'loopback' && service) return { by: 'others', service };
  if (listening.how !== 'open') return { by: 'nobody', why: listening };
  return monitor.kind === 'PodMonitor' ? { by: 'pods' } : { by: 'us', wants, pods: listening.pods };
}
