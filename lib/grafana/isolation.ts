import type { Json, KubeObject } from '../kubernetes/object.ts';
import { asList, asMap, fieldAt } from '../manifests/field.ts';
import { findManifest } from '../manifests/find.ts';
import { NAMESPACE } from '../manifests/namespace.ts';
import type { Stack } from '../stack.ts';

type Labels = Record<string, Json | undefined>;

/**
 * Whether one of the stack's NetworkPolicies limits who reaches Grafana's pods. Where none does, everybody reaches
 * them, and a first policy would cut off whom it doesn't name.
 */
export function isIsolated({ manifests }: Stack): boolean {
  const deployment = findManifest(manifests, 'Deployment', 'grafana')?.object;
  const labels: Labels = asMap(fieldAt(deployment, 'spec', 'template', 'metadata', 'labels'));
  return manifests.some(
    ({ object }) => limitsIngress(object) && selects(fieldAt(object, 'spec', 'podSelector'), labels),
  );
}

/** Without policyTypes a policy is always for ingress. */
function limitsIngress({ apiVersion, kind, metadata, spec }: KubeObject): boolean {
  if (kind !== 'NetworkPolicy' || !apiVersion.startsWith('networking.k8s.io/')) return false;
  const types = asMap(spec).policyTypes;
  return metadata.namespace === NAMESPACE && (types === undefined || asList(types).includes('Ingress'));
}

function selects(selector: unknown, labels: Labels): boolean {
  const { matchLabels, matchExpressions } = asMap(selector);
  const hasAll = Object.entries(asMap(matchLabels)).every(([key, value]) => labels[key] === value);
  return hasAll && asList(matchExpressions).every((expression) => matches(expression, labels));
}

function matches(expression: Json, labels: Labels): boolean {
  const { key, operator, values } = asMap(expression);
  const value = labels[String(key)];
  const isListed = value !== undefined && asList(values).includes(value);
  if (operator === 'In') return isListed;
  if (operator === 'NotIn') return !isListed;
  return operator === 'Exists' ? value !== undefined : value === undefined;
}
