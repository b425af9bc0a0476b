import type { Json, KubeObject, Manifest } from '../kubernetes/object.ts';
import { asList, asMap, fieldAt, withField } from '../manifests/field.ts';

/**
 * The manifests without the alert that nothing of a component is being scraped, which would fire for ever. It is known
 * by its name or by what it asks, whichever rule of whichever release it stands in; a group that has nothing else goes
 * with it. Manifests without it are the very same.
 */
export function withoutDownAlert(manifests: readonly Manifest[], job: string, alert: string): Manifest[] {
  return manifests.map((manifest) => {
    if (!hasDownAlert(manifest.object, job, alert)) return manifest;
    const groups = groupsOf(manifest.object).flatMap((group) => groupWithout(group, job, alert));
    return { ...withoutRaw(manifest), object: withField(manifest.object, ['spec', 'groups'], groups) };
  });
}

/** Whether a PrometheusRule holds that alert. */
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
  return name === alert || new RegExp(`\\babsent\\(\\s*up\\s*\\{[^}]*\\bjob\\s*=\\s*"${job}"`).test(String(expr));
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
