import { isIP, isIPv6 } from 'node:net';
import { parse } from 'yaml';
import type { EtcdMemberFact, NodeFact } from '../facts.ts';
import type { Client } from '../kubernetes/client.ts';
import { type KubeObject, nameOf } from '../kubernetes/object.ts';
import { unlessForbidden } from './forbidden.ts';

/**
 * The members of etcd, from the best source that knows them (FIELD-NOTES 4): the list that kubeadm or kubespray wrote
 * down, etcd's own pods, the arguments of kube-apiserver, and at last the control plane's nodes, as a suggestion only.
 * A source that may not be read is passed over and told to `unreadable`.
 */
export async function findEtcdMembers(
  client: Client,
  nodes: readonly NodeFact[],
  unreadable: (what: string) => void,
): Promise<EtcdMemberFact[]> {
  const kubeadm = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'kubeadm-config', namespace: 'kube-system' },
  };
  const where = { namespace: 'kube-system', labelSelector: 'component in (etcd, kube-apiserver)' };
  const [config, pods = []] = await Promise.all([
    unlessForbidden(
      () => client.get(kubeadm),
      () => unreadable(nameOf(kubeadm)),
    ),
    unlessForbidden(
      async () => (await client.list('v1', 'Pod', where)).items,
      () => unreadable('Pod'),
    ),
  ]);
  const sources: EtcdMemberFact[][] = [
    members('kubeadm-config', externalEndpoints(config)),
    members('etcd-pod', pods.flatMap(advertised)),
    members('kube-apiserver', pods.flatMap(apiserverFlag)),
    nodes.filter(({ controlPlane }) => controlPlane).flatMap(({ addresses }) => members('node', addresses.slice(0, 1))),
  ];
  return sources.find((found) => found.length > 0) ?? [];
}

function members(from: EtcdMemberFact['from'], urls: readonly string[]): EtcdMemberFact[] {
  const addresses = urls.map(addressOf).filter((address): address is string => address !== undefined);
  return [...new Set(addresses)].sort().map((address) => ({ address, from }));
}

/** The IP address in a URL of etcd, or standing alone; undefined for names, which Endpoints can't hold. */
function addressOf(url: string): string | undefined {
  const host = URL.canParse(url) && url.includes('://') ? new URL(url).hostname.replace(/^\[|\]$/g, '') : url;
  return isIP(host) ? host : undefined;
}

function externalEndpoints(config: KubeObject | undefined): string[] {
  const raw = (config?.data as Record<string, string> | undefined)?.ClusterConfiguration;
  const parsed =
    raw === undefined ? undefined : (parse(raw) as { etcd?: { external?: { endpoints?: string[] } } } | null);
  return parsed?.etcd?.external?.endpoints ?? [];
}

function advertised({ metadata }: KubeObject): string[] {
  return metadata.annotations?.['kubeadm.kubernetes.io/etcd.advertise-client-urls']?.split(',') ?? [];
}

function apiserverFlag(pod: KubeObject): string[] {
  const { containers = [] } = (pod.spec ?? {}) as unknown as { containers?: { command?: string[]; args?: string[] }[] };
  const flag = containers
    .flatMap(({ command = [], args = [] }) => [...command, ...args])
    .find((arg) => arg.startsWith('--etcd-servers='));
  const hostIP = (pod.status as { hostIP?: string } | undefined)?.hostIP ?? '';
  const host = isIPv6(hostIP) ? `[${hostIP}]` : hostIP;
  // On its own machine kube-apiserver reaches etcd by loopback; others reach it by the machine's address.
  return (flag?.slice('--etcd-servers='.length).split(',') ?? []).map((url) =>
    url.replace(/(?<=\/\/)(?:127\.0\.0\.1|\[::1\]|localhost)(?=[:/]|$)/, host),
  );
}
