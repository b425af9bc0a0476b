import { isDeepStrictEqual } from 'node:util';
import { CONFIG_KEY, parseConfig } from '../alerting/config-file.ts';
import { urlsIn } from '../alerting/describe.ts';
import type { Json, JsonMap } from '../kubernetes/object.ts';
import { asList, asMap } from '../manifests/field.ts';
import { text } from '../text.ts';
import { proxyFor, type WayOut } from './way-out.ts';

const DOING = text(`Setting the proxy in ${CONFIG_KEY}`, `${CONFIG_KEY}에 프록시 설정`);

/**
 * Section 5.3: Alertmanager's configuration with the proxy on every integration that leaves the cluster, and on no
 * other: what stays inside keeps its direct way whatever a proxy's list says, nobody restarts, and receivers that
 * others add as AlertmanagerConfigs stay theirs. An integration without http_config has the global one; its own takes
 * that one's place whole, hence the copy. Mail goes to its server directly: SMTP knows no such proxy.
 */
export function withProxy(yaml: string, way: WayOut): string {
  const { document, config } = parseConfig(yaml, DOING);
  const global = asMap(config.global);
  const outer = asMap(global.http_config);
  const old = asList(config.receivers);
  const receivers = old.map((receiver) => receiverOut(asMap(receiver), outer, way));
  // A proxy for everything that the stack's file brings is another environment's.
  const everywhere = hasProxy(outer) && way.https !== undefined ? proxied(outer, way.https, way) : outer;
  const changed = receivers.flatMap((receiver, i) => (isDeepStrictEqual(receiver, old[i]) ? [] : [i]));
  const isGlobal = !isDeepStrictEqual(everywhere, outer);
  if (changed.length === 0 && !isGlobal) return yaml;
  if (isGlobal) document.setIn(['global', 'http_config'], document.createNode(everywhere));
  for (const i of changed) document.setIn(['receivers', i], document.createNode(receivers[i]));
  return document.toString({ lineWidth: 0 });
}

function receiverOut(receiver: JsonMap, outer: JsonMap, way: WayOut): JsonMap {
  const fields = Object.entries(receiver).map(([field, value]) => {
    if (!field.endsWith('_configs') || field === 'email_configs' || !Array.isArray(value)) return [field, value];
    return [field, value.map((integration) => integrationOut(integration, outer, way))];
  });
  return Object.fromEntries(fields) as JsonMap;
}

function integrationOut(integration: Json, outer: JsonMap, way: WayOut): Json {
  const map = asMap(integration);
  // One without a URL, or with one in a file, reaches a public service by https.
  const [url] = urlsIn(map);
  const proxy = proxyFor(url, way);
  if (proxy === undefined) return integration;
  const own = map.http_config === undefined ? outer : asMap(map.http_config);
  return { ...map, http_config: proxied(own, proxy, way) };
}

function proxied(httpConfig: JsonMap, proxy: string, { direct }: WayOut): JsonMap {
  const { proxy_from_environment: _, ...rest } = httpConfig;
  return { ...rest, proxy_url: proxy, no_proxy: direct.join(',') };
}

function hasProxy(httpConfig: JsonMap): boolean {
  return Boolean(httpConfig.proxy_url) || httpConfig.proxy_from_environment === true;
}
