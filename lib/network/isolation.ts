import type { Facts, PolicyFact } from '../facts.ts';
import type { JsonMap } from '../kubernetes/object.ts';
import { asMap, fieldAt } from '../manifests/field.ts';
import { NAMESPACE } from '../manifests/namespace.ts';
import type { Input } from '../step.ts';
import { podsOf, type Target } from './components.ts';
import { directionsOf, policiesIn } from './policy.ts';
import { type Labels, selects } from './selector.ts';

/**
 * Whether a NetworkPolicy, of the stack or of somebody else in the cluster, limits who reaches a component. Where none
 * does, everybody reaches it, and a first policy would cut off whom it doesn't name.
 */
function isIsolated({ stack, facts }: Input, target: Target): boolean {
  const { labels } = podsOf(stack.manifests, target);
  const ofStack = policiesIn(stack.manifests)
    .filter(({ object }) => object.metadata.namespace === NAMESPACE)
    .map(({ object }) => asMap(object.spec));
  const ofOthers = policiesOfOthers(facts).map(({ spec }) => spec);
  return [...ofStack, ...ofOthers].some((spec) => isolates(spec, labels));
}

/** The live policies that no run of ours made, and so no run of ours deletes; none where they may not be read. */
export function policiesOfOthers({ cluster }: Facts): PolicyFact[] {
  return (cluster.isolation?.policies ?? []).filter(({ ours }) => !ours);
}

/** Those of them that limit who reaches a component. */
export function isolatedByOthers({ stack, facts }: Input, target: Target): PolicyFact[] {
  const { labels } = podsOf(stack.manifests, target);
  return policiesOfOthers(facts).filter(({ spec }) => isolates(spec, labels));
}

function isolates(spec: JsonMap, labels: Labels): boolean {
  return directionsOf(spec).includes('Ingress') && selects(fieldAt(spec, 'podSelector'), labels);
}

/** Whether policies of ours have their place: where the answers leave them to the stack, and something is isolated. */
export function needsPolicy(input: Input, target: Target): boolean {
  return input.answers.network.policies === 'stack' && isIsolated(input, target);
}
