import type { JsonMap } from '../kubernetes/object.ts';
import { asList, asMap, fieldAt } from '../manifests/field.ts';
import { type Text, text } from '../text.ts';
import { isBackendGrafana, isPathToGrafana, leadsToGrafana, pathsOf, rulesOf } from './stack-ingress.ts';

/** Whether an Ingress that leads to Grafana leads to anything else as well, and so goes on doing that. */
export function isShared(spec: JsonMap): boolean {
  const { defaultBackend, rules = [] } = withoutGrafana(spec);
  return isOurs(spec) && (defaultBackend !== undefined || asList(rules).length > 0);
}

/**
 * The host leads to Grafana. Where the Ingress leads to anything else as well, it goes on doing so: below the host if
 * Grafana had the old one for itself, and else by the host that it has.
 */
export function routing(spec: JsonMap, host: string, secretName: string): JsonMap {
  const { moved, kept } = othersOf(spec, host);
  const below = moved.filter((path) => !isRoot(path));
  return {
    tls: [{ hosts: [host], secretName }, ...tlsOf(spec, kept)],
    rules: [{ host, http: { paths: [toGrafana(), ...below] } }, ...kept],
  };
}

/** What a shared Ingress still has to do where Grafana isn't to be reached by it: everything else, as it is. */
export function withoutGrafana(spec: JsonMap): JsonMap {
  const { defaultBackend, tls: _tls, rules: _rules, ...rest } = spec;
  const rules = rulesOf(spec).flatMap(ruleOfOthers);
  const tls = tlsOf(spec, rules);
  return {
    ...rest,
    ...(defaultBackend && !isBackendGrafana(defaultBackend) && { defaultBackend }),
    ...(tls.length > 0 && { tls }),
    ...(rules.length > 0 && { rules }),
  };
}

/** Who else had the host of the answers, and gives way to Grafana. */
export function routingNotes(spec: JsonMap, host: string): Text[] {
  return othersOf(spec, host)
    .moved.filter(isRoot)
    .map(({ backend }) => {
      const service = fieldAt(backend, 'service', 'name');
      return text(
        `The stack's Ingress leads ${host}/ to ${service}, which gives way to Grafana: to keep it, answer another grafana.host.`,
        `스택의 Ingress에서 ${host}/은(는) ${service}(으)로 연결되어 있지만 Grafana로 바뀝니다. 유지하려면 grafana.host에 다른 호스트를 지정하십시오.`,
      );
    });
}

/** Paths of others that go along to the host, and rules of others that stay by theirs. */
function othersOf(spec: JsonMap, host: string): { moved: JsonMap[]; kept: JsonMap[] } {
  if (!isOurs(spec)) return { moved: [], kept: [] };
  const isMoved = (rule: JsonMap) =>
    rule.host === host || pathsOf(rule).some((path) => isPathToGrafana(path) && isRoot(path));
  const rules = rulesOf(spec);
  return {
    moved: rules.filter(isMoved).flatMap(pathsOfOthers),
    kept: rules.filter((rule) => !isMoved(rule)).flatMap(ruleOfOthers),
  };
}

/** One that is Grafana's by its name alone leads to a Service that the stack doesn't have. */
function isOurs(spec: JsonMap): boolean {
  return rulesOf(spec).some(leadsToGrafana) || isBackendGrafana(spec.defaultBackend);
}

function ruleOfOthers(rule: JsonMap): JsonMap[] {
  if (!leadsToGrafana(rule)) return [rule];
  const paths = pathsOfOthers(rule);
  return paths.length > 0 ? [{ ...rule, http: { ...asMap(rule.http), paths } }] : [];
}

function pathsOfOthers(rule: JsonMap): JsonMap[] {
  return pathsOf(rule).filter((path) => !isPathToGrafana(path));
}

/** Whether it is the host's root, as a prefix or as a pattern such as /(.*). */
function isRoot({ path }: JsonMap): boolean {
  return /^\/*$/.test(String(path ?? '').replace(/[()|$.*?+]/g, ''));
}

/** The certificates of these rules' hosts. */
function tlsOf(spec: JsonMap, rules: readonly JsonMap[]) {
  return asList(spec.tls).filter((entry) => rules.some((rule) => isFor(asList(asMap(entry).hosts), rule.host)));
}

/** One that names no host is for all of them; a wildcard is for one label. */
function isFor(hosts: readonly unknown[], host: unknown): boolean {
  const wildcard = String(host).replace(/^[^.]*/, '*');
  return hosts.length === 0 || hosts.some((each) => each === host || each === wildcard);
}

function toGrafana(): JsonMap {
  return { path: '/', pathType: 'Prefix', backend: { service: { name: 'grafana', port: { name: 'http' } } } };
}
