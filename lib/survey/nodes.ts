import type { NodeFact, TaintFact } from '../facts.ts';
import type { Client } from '../kubernetes/client.ts';
import type { KubeObject } from '../kubernetes/object.ts';
import { asList, asMap, fieldAt } from '../manifests/field.ts';
import { unlessForbidden } from './forbidden.ts';
import { tunnelAddresses } from './host-addresses.ts';

const CONTROL_PLANE = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'];

/** The cluster's nodes; none where they may not be read, which is told to `unreadable`. */
export async function readNodes(client: Client, unreadable: (kind: string) => void): Promise<KubeObject[]> {
  const nodes = await unlessForbidden(
    async () => (await client.list('v1', 'Node')).items,
    () => unreadable('Node'),
  );
  return nodes ?? [];
}

/** What questions and steps want to know of a node. */
export function nodeFact(node: KubeObject): NodeFact {
  const { name, labels = {}, annotations = {} } = node.metadata;
  const addresses = asList(fieldAt(node, 'status', 'addresses')).map(asMap);
  const tunnels = tunnelAddresses(node);
  return {
    name,
    addresses: addresses.filter(({ type }) => type === 'InternalIP').map(({ address }) => String(address)),
    controlPlane: CONTROL_PLANE.some((role) => role in labels),
    kwok: annotations['kwok.x-k8s.io/node'] === 'fake',
    labels,
    taints: asList(fieldAt(node, 'spec', 'taints')) as unknown as TaintFact[],
    ...(tunnels.length > 0 && { tunnels }),
  };
}
