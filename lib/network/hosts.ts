import { isIPv6 } from 'node:net';
import type { NodeFact } from '../facts.ts';
import type { JsonMap } from '../kubernetes/object.ts';

/**
 * Peers that admit what runs on the nodes' own network: such pods are told by no label, only by the addresses that
 * their traffic comes from.
 */
export function hostPeers(nodes: readonly NodeFact[]): JsonMap[] {
  const addresses = nodes.flatMap(({ addresses: own, tunnels = [] }) => [...own, ...tunnels]);
  return [...new Set(addresses)]
    .sort()
    .map((address) => ({ ipBlock: { cidr: `${address}/${isIPv6(address) ? 128 : 32}` } }));
}
