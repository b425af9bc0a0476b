import type { Answers } from '../answers/schema.ts';
import type { ClusterFacts } from '../facts.ts';
import { NAMESPACE } from '../manifests/namespace.ts';
import { goesDirect } from './direct.ts';

/** How requests leave the cluster. */
export interface WayOut {
  /** The proxy for https:// URLs, and the one for http:// URLs. */
  https: string | undefined;
  http: string | undefined;
  /** What is reached without a proxy, as NO_PROXY takes it. */
  direct: string[];
  namespaces: readonly string[];
}

/**
 * The cluster itself, which a proxy can't reach: Services by any of their names, loopback, and the addresses of pods
 * and Services where they are known.
 */
const INSIDE = ['localhost', '127.0.0.1', '::1', '.svc', '.cluster.local', `.${NAMESPACE}`, 'prometheus-msteams'];

/** What the answers say of the way out; undefined where they name no proxy. */
export function wayOut(
  { proxy }: Pick<Answers, 'proxy'>,
  cluster: Partial<Pick<ClusterFacts, 'inside' | 'namespaces'>> = {},
): WayOut | undefined {
  if (!proxy) return undefined;
  const { ranges = [], domain } = cluster.inside ?? {};
  const inside = [...INSIDE, ...(domain ? [`.${domain}`] : []), ...ranges];
  return {
    https: proxy.https,
    http: proxy.http,
    direct: [...new Set([...inside, ...proxy.noProxy])],
    namespaces: cluster.namespaces ?? [],
  };
}

/** The proxy by which a URL is reached, undefined for none; one that isn't known (it is a secret) counts as https. */
export function proxyFor(url: string | undefined, way: WayOut): string | undefined {
  if (url === undefined || !URL.canParse(url)) return way.https;
  const { protocol, hostname } = new URL(url);
  if (isService(hostname, way) || goesDirect(url, way.direct)) return undefined;
  return protocol === 'http:' ? way.http : way.https;
}

/** A Service by its name alone, or as NAME.NAMESPACE; its longer names end in .svc or the cluster's domain. */
function isService(hostname: string, { namespaces }: WayOut): boolean {
  if (hostname.startsWith('[')) return false;
  const [name, namespace, ...rest] = hostname.split('.');
  if (name === undefined || rest.length > 0) return false;
  return namespace === undefined || namespaces.includes(namespace);
}
