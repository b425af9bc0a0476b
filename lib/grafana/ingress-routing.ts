import type { JsonMap } from '../kubernetes/object.ts';
import { asList, asMap } from '../manifests/field.ts';
import { isBackendGrafana, isPathToGrafana, leadsToGrafana, pathsOf, rulesOf } from './stack-ingress.ts';

/** Whether an Ingress that leads to Grafana leads to anything else as well, and so goes on doing that. */
export function isShared(spec: JsonMap): boolean {
  const { toOthers, shared } = partsOf(spec);
  return toOthers.length + shared.length > 0;
}

/** The host leads to Grafana; where the Ingress leads to anything else as well, it goes on doing so. */
export function routing(spec: JsonMap, host: string, secretName: string): JsonMap {
  const { toOthers, shared } = partsOf(spec);
  return {
    tls: [{ hosts: [host], secretName }, ...tlsOf(spec, toOthers)],
    rules: [{ host, http: { paths: [toGrafana(), ...shared] } }, ...toOthers],
  };
}

/** What a shared Ingress still has to do where Grafana isn't to be reached by it: everything else, as it is. */
export function withoutGrafana(spec: JsonMap): JsonMap {
  const { defaultBackend, tls: _, ...rest } = spec;
  const rules = rulesOf(spec).flatMap((rule) => {
    const paths = pathsOf(rule).filter((path) => !isPathToGrafana(path));
    if (paths.length === 0 && leadsToGrafana(rule)) return [];
    return [leadsToGrafana(rule) ? { ...rule, http: { ...asMap(rule.http), paths } } : rule];
  });
  const tls = tlsOf(spec, rules);
  return {
    ...rest,
    ...(defaultBackend && !isBackendGrafana(defaultBackend) && { defaultBackend }),
    ...(tls.length > 0 && { tls }),
    rules,
  };
}

/** The rules that lead elsewhere, and the paths of Grafana's rules that do. */
function partsOf(spec: JsonMap): { toOthers: JsonMap[]; shared: JsonMap[] } {
  const toUs = rulesOf(spec).filter(leadsToGrafana);
  // An Ingress that is Grafana's by its name alone leads to a Service that the stack doesn't have.
  const isOurs = toUs.length > 0 || isBackendGrafana(spec.defaultBackend);
  const toOthers = isOurs ? rulesOf(spec).filter((rule) => !leadsToGrafana(rule)) : [];
  return { toOthers, shared: toUs.flatMap(pathsOf).filter((path) => !isPathToGrafana(path)) };
}

/** The certificates of these rules' hosts. */
function tlsOf(spec: JsonMap, rules: readonly JsonMap[]) {
  const hosts = rules.map((rule) => rule.host);
  return asList(spec.tls).filter((entry) => asList(asMap(entry).hosts).some((each) => hosts.includes(each)));
}

function toGrafana(): JsonMap {
  return { path: '/', pathType: 'Prefix', backend: { service: { name: 'grafana', port: { name: 'http' } } } };
}
