import type { Answers } from '../answers/schema.ts';
import type { JsonMap, KubeObject } from '../kubernetes/object.ts';
import { NAMESPACE } from '../manifests/namespace.ts';
import { ownLabels } from '../prometheus/names.ts';
import type { Input } from '../step.ts';
import { PORTS, podsOf, TARGETS, type Target } from './components.ts';
import { needsPolicy } from './isolation.ts';

/** The policies that let in whom the answers name, one for each component that others are kept out of. */
export function allowPolicies(input: Input): KubeObject[] {
  return TARGETS.flatMap((target) => {
    const peers = peersOf(input.answers, target);
    if (peers.length === 0 || !needsPolicy(input, target)) return [];
    const ports = [{ port: PORTS[target], protocol: 'TCP' }];
    // A rule for each, so that one more is one more rule and nothing else.
    const ingress = peers.map((peer) => ({ from: [peer], ports }));
    const podSelector = { matchLabels: podsOf(input.stack.manifests, target).matchLabels };
    return [{ ...barePolicy(target), spec: { podSelector, policyTypes: ['Ingress'], ingress } }];
  });
}

/** Every such policy that an earlier run may have made. */
export function barePolicies(): KubeObject[] {
  return TARGETS.map(barePolicy);
}

/** Components that somebody is let in to though no policy keeps anybody out. */
export function openTargets(input: Input): Target[] {
  return TARGETS.filter((target) => peersOf(input.answers, target).length > 0 && !needsPolicy(input, target));
}

function barePolicy(target: Target): KubeObject {
  const metadata = { name: `${target}-allow`, namespace: NAMESPACE, labels: ownLabels(target) };
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata };
}

function peersOf({ network }: Answers, target: Target): JsonMap[] {
  return network.allow
    .filter(({ to }) => to === target)
    .map((source) =>
      'cidr' in source
        ? { ipBlock: { cidr: source.cidr } }
        : { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': source.namespace } } },
    );
}
