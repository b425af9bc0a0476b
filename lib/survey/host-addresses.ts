import { isIP } from 'node:net';
import type { KubeObject } from '../kubernetes/object.ts';
import { asList, fieldAt } from '../manifests/field.ts';

const CALICO = [
  'IPv4Address',
  'IPv6Address',
  'IPv4IPIPTunnelAddr',
  'IPv4VXLANTunnelAddr',
  'IPv6VXLANTunnelAddr',
  'IPv4WireguardInterfaceAddr',
  'IPv6WireguardInterfaceAddr',
].map((name) => `projectcalico.org/${name}`);
const FLANNEL = /^flannel\.alpha\.coreos\.com\/public-ip(v6)?$/;

/**
 * Addresses beside its InternalIPs that a node's own traffic to pods elsewhere may come from. Calico notes its tunnels'
 * addresses on the node; flannel's tunnel has the first address of the node's pod range.
 */
export function tunnelAddresses(node: KubeObject): string[] {
  const annotations = Object.entries(node.metadata.annotations ?? {});
  const calico = annotations.filter(([key]) => CALICO.includes(key)).map(([, address]) => address);
  const flannel = annotations.filter(([key]) => FLANNEL.test(key)).map(([, address]) => address);
  const ranges = flannel.length > 0 ? podRanges(node) : [];
  const addresses = [...calico, ...flannel, ...ranges].map((address) => address.split('/')[0] ?? '');
  return [...new Set(addresses.filter((address) => isIP(address) !== 0))].sort();
}

function podRanges(node: KubeObject): string[] {
  const { podCIDR, podCIDRs } = {
    podCIDR: fieldAt(node, 'spec', 'podCIDR'),
    podCIDRs: fieldAt(node, 'spec', 'podCIDRs'),
  };
  return [podCIDR, ...asList(podCIDRs)].filter((range): range is string => typeof range === 'string');
}
