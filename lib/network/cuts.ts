import type { ClusterFacts } from '../facts.ts';
import type { Difference, Path } from '../kubernetes/compare.ts';
import { compare } from '../kubernetes/compare.ts';
import type { Json, KubeObject } from '../kubernetes/object.ts';
import { asList, asMap } from '../manifests/field.ts';
import { type Direction, directionsOf } from './policy.ts';
import { selects } from './selector.ts';

/**
 * Whether a NetworkPolicy that is new can't cut anybody off: no pod runs that it selects, or each of them is limited
 * already, so that it only adds whom they admit. Where nobody may look that isn't known.
 */
export function cutsNobody(policy: KubeObject, { isolation }: Pick<ClusterFacts, 'isolation'>): boolean {
  if (!isolation) return false;
  const spec = asMap(policy.spec);
  const pods = isolation.pods.filter((labels) => selects(spec.podSelector, labels));
  const isLimited = (labels: Record<string, string>, direction: Direction) =>
    isolation.policies.some(
      (live) => directionsOf(live.spec).includes(direction) && selects(live.spec.podSelector, labels),
    );
  const limits = directionsOf(spec).filter((direction) => !admitsAll(rulesOf(spec, direction)));
  return limits.every((direction) => pods.every((labels) => isLimited(labels, direction)));
}

/** Whether a difference in a policy only adds a rule, or a peer to a rule. */
export function onlyAdds({ path, before, after }: Difference): boolean {
  if (!isList(path) || !Array.isArray(after)) return false;
  // Without peers a rule admits everybody; without rules, or an absent list of them, a policy admits nobody.
  if (path.length > 2 && asList(before).length === 0) return false;
  return asList(before).every((item) => after.some((other) => compare(item, other, []).length === 0));
}

function isList(path: Path): boolean {
  const [spec, direction, rule, peers, ...more] = path;
  if (spec !== 'spec' || more.length > 0) return false;
  if (rule === undefined) return direction === 'ingress' || direction === 'egress';
  return (direction === 'ingress' && peers === 'from') || (direction === 'egress' && peers === 'to');
}

function rulesOf(spec: ReturnType<typeof asMap>, direction: Direction): Json[] {
  return asList(direction === 'Ingress' ? spec.ingress : spec.egress);
}

function admitsAll(rules: readonly Json[]): boolean {
  return rules.some((rule) => Object.keys(asMap(rule)).length === 0);
}
