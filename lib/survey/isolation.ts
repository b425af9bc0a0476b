import type { IsolationFact } from '../facts.ts';
import { isOurs } from '../inventory/ours.ts';
import type { Client } from '../kubernetes/client.ts';
import { asMap } from '../manifests/field.ts';
import { NAMESPACE } from '../manifests/namespace.ts';
import { unlessForbidden } from './forbidden.ts';
import { isAlive } from './pod-flags.ts';

/** The pods and the NetworkPolicies of the namespace; undefined when one of them may not be read. */
export async function readIsolation(
  client: Client,
  unreadable: (kind: string) => void,
): Promise<IsolationFact | undefined> {
  const list = (apiVersion: string, kind: string) =>
    unlessForbidden(
      async () => (await client.list(apiVersion, kind, { namespace: NAMESPACE })).items,
      () => unreadable(kind),
    );
  const [pods, policies] = await Promise.all([list('v1', 'Pod'), list('networking.k8s.io/v1', 'NetworkPolicy')]);
  if (!pods || !policies) return undefined;
  return {
    pods: pods.filter(isAlive).map(({ metadata }) => metadata.labels ?? {}),
    policies: policies.map((policy) => ({
      name: policy.metadata.name,
      ours: isOurs(policy),
      spec: asMap(policy.spec),
    })),
  };
}
