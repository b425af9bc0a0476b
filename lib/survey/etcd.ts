import { isIP, isIPv6 } from 'node:net';
import { parse } from 'yaml';
import type { ClusterFacts, EtcdMemberFact, NodeFact } from '../facts.ts';
import type { Client } from '../kubernetes/client.ts';
import { type KubeObject, nameOf } from '../kubernetes/object.ts';
import { findEtcdScrapes } from './etcd-scrapes.ts';
import { unlessForbidden } from './forbidden.ts';

/** What etcd is made of here: its members, its cluster for events, and what scrapes it already. */
export async function findEtcd(
  client: Client,
  nodes: readonly NodeFact[],
  unreadable: (what: string) => void,
): Promise<Pick<ClusterFacts, 'etcd' | 'etcdEvents' | 'etcdService' | 'etcdInTheWay'>> {
  const [members, scrapes] = await Promise.all([
    findEtcdMembers(client, nodes, unreadable),
    findEtcdScrapes(client, unreadable),
  ]);
  return { ...members, ...scrapes };
}

/**
 * The members of etcd, from the best source that knows them (FIELD-NOTES 4): the list that kubeadm or kubespray wrote
 * down, etcd's own pods, the arguments of kube-apiserver, and at last the control plane's nodes, as a suggestion only.
 * Of a separate cluster for events only kube-apiserver's arguments tell. A source that may not be read is passed over
 * and told to `unreadable`.
 */
export async function findEtcdMembers(
  client: Client,
  nodes: readonly NodeFact[],
  unreadable: (what: string) => void,
): Promise<Pick<ClusterFacts, 'etcd' | 'etcdEvents'>> {
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
    members('kube-apiserver', pods.flatMap(serversOf)),
    nodes.filter(({ controlPlane }) => controlPlane).flatMap(({ addresses }) => members('node', addresses.slice(0, 1))),
  ];
  const events = pods.flatMap(eventServersOf);
  return {
    etcd: sources.find((found) => found.length > 0) ?? [],
    ...(events.length > 0 && { etcdEvents: withPorts(events) }),
  };
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

/** The members as kube-apiserver's URLs name them, with the ports. */
function withPorts(urls: readonly string[]): EtcdMemberFact[] {
  return members('kube-apiserver', urls).map((member) => {
    const port = urls.find((url) => addressOf(url) === member.address)?.match(/:(\d+)\/?$/)?.[1];
    return { ...member, ...(port !== undefined && { port: Number(port) }) };
  });
}

function serversOf(pod: KubeObject): string[] {
  return flagOf(pod, '--etcd-servers').flatMap((value) => fromOutside(pod, value.split(',')));
}

/** Where kube-apiserver keeps events, when that isn't where it keeps everything. */
function eventServersOf(pod: KubeObject): string[] {
  const overrides = flagOf(pod, '--etcd-servers-overrides').flatMap((value) => value.split(','));
  const ofEvents = overrides.map((override) => override.split('#')).filter(([kind = '']) => EVENTS.test(kind));
  const main = serversOf(pod);
  return ofEvents
    .flatMap(([, servers = '']) => fromOutside(pod, servers.split(';').filter(Boolean)))
    .filter((url) => !main.includes(url));
}

/** The group and resource of events in an override, such as `/events#https://10.0.0.1:2383`. */
const EVENTS = /^(events\.k8s\.io)?\/events$/;

function flagOf(pod: KubeObject, name: string): string[] {
  const { containers = [] } = (pod.spec ?? {}) as unknown as { containers?: { command?: string[]; args?: string[] }[] };
  return containers
    .flatMap(({ command = [], args = [] }) => [...command, ...args])
    .filter((arg) => arg.startsWith(`${name}=`))
    .map((arg) => arg.slice(name.length + 1));
}

// On its own machine kube-apiserver reaches etcd by loopback; others reach it by the machine's address.
function fromOutside(pod: KubeObject, urls: readonly string[]): string[] {
  const hostIP = (pod.status as { hostIP?: string } | undefined)?.hostIP ?? '';
  const host = isIPv6(hostIP) ? `[${hostIP}]` : hostIP;
  return urls.map((url) => url.replace(/(?<=\/\/)(?:127\.0\.0\.1|\[::1\]|localhost)(?=[:/]|$)/, host));
}
