import type { Json } from '../kubernetes/object.ts';
import { asMap } from '../manifests/field.ts';
import { proxyFor, type WayOut } from './way-out.ts';

/** A Prometheus' remoteWrite with the proxy on every target outside the cluster; the very same where there is none. */
export function withProxiedTargets(targets: readonly Json[], way: WayOut): readonly Json[] {
  const after = targets.map((target) => withProxy(target, way));
  return after.some((target, i) => target !== targets[i]) ? after : targets;
}

function withProxy(target: Json, way: WayOut): Json {
  const { proxyFromEnvironment: _, ...map } = asMap(target);
  const proxyUrl = typeof map.url === 'string' ? proxyFor(map.url, way) : undefined;
  return proxyUrl === undefined ? target : { ...map, proxyUrl, noProxy: way.direct.join(',') };
}
