import type { Json, KubeObject, Manifest } from '../kubernetes/object.ts';
import { asList, asMap, fieldAt, withField } from '../manifests/field.ts';
import { readsOnlyUpOf } from './promql.ts';

/**
 * The manifests without the alerts on whether a component is up: that nothing of it is being scraped would fire for
 * ever, and the others never again. They are known by the name or by what they ask, whichever rule of whichever release
 * they stand in; a group that has nothing else goes with them. Manifests without one are the very same.
 */
export function withoutDownAlert(manifests: readonly Manifest[], job: string, alert: string): Manifest[] {
  return manifests.map((manifest) => {
    if (!hasDownAlert(manifest.object, job, alert)) return manifest;
    const groups = groupsOf(manifest.object).flatMap((group) => groupWithout(group, job, alert));
    return { ...withoutRaw(manifest), object: withField(manifest.object, ['spec', 'groups'], groups) };
  });
}

/** Whether a PrometheusRule holds such an alert. */
export function hasDownAlert(object: KubeObject, job: string, alert: string): boolean {
  return groupsOf(object).some((group) => rulesOf(group).some((rule) => isDownAlert(rule, job, alert)));
}

function groupWithout(group: Json, job: string, alert: string): Json[] {
  const kept = rulesOf(group).filter((rule) => !isDownAlert(rule, job, alert));
  if (kept.length === rulesOf(group).length) return [group];
  return kept.length > 0 ? [{ ...asMap(group), rules: kept }] : [];
}

function isDownAlert(rule: Json, job: string, alert: string): boolean {
  const { alert: name, expr } = asMap(rule);
  if (name === undefined) return false;
  const isAbsent = new RegExp(`\\babsent\\(\\s*up\\s*\\{[^}]*\\bjob\\s*=\\s*"${job}"`);
  return name === alert || isAbsent.test(String(expr)) || readsOnlyUpOf(String(expr), job);
}

function groupsOf(object: KubeObject): Json[] {
  return object.kind === 'PrometheusRule' ? asList(fieldAt(object, 'spec', 'groups')) : [];
}

function rulesOf(group: Json): Json[] {
  return asList(asMap(group).rules);
}

// The file's own text isn't what is sent any more.
function withoutRaw({ raw: _raw, ...manifest }: Manifest): Manifest {
  return manifest;
}
