import type { ClusterFacts, EtcdFilesFact, EtcdMemberFact, EtcdSourceFact } from '../facts.ts';
import type { Client } from '../kubernetes/client.ts';
import { type KubeObject, nameOf } from '../kubernetes/object.ts';
import { annotatedMembers, recogniseDistribution } from './distribution.ts';
import { type EtcdConfig, readEtcdConfig } from './etcd-config.ts';
import { advertisedBy, authorityOf, clientFilesOf, eventServersOf, isBesideEtcd, serversOf } from './etcd-pods.ts';
import { findEtcdScrapes } from './etcd-scrapes.ts';
import { hostOf, portOf, sourceOf } from './etcd-source.ts';
import { unlessForbidden } from './forbidden.ts';
import { KUBEADM_CONFIG } from './kubeadm-config.ts';
import { nodeFact } from './nodes.ts';

/** What was read of the cluster before. */
interface Surveyed {
  /** Of the API server, such as `v1.36.3` or `v1.36.3+k3s1`. */
  version: string;
  nodes: readonly KubeObject[];
}

type MemberFacts = Pick<
  ClusterFacts,
  'etcd' | 'etcdSources' | 'etcdFiles' | 'etcdAuthorities' | 'etcdEvents' | 'distribution'
>;

/** What etcd is made of here: its members, its cluster for events, its files, and what scrapes it already. */
export async function findEtcd(
  client: Client,
  surveyed: Surveyed,
  unreadable: (what: string) => void,
): Promise<MemberFacts & Pick<ClusterFacts, 'etcdService' | 'etcdInTheWay'>> {
  const [members, scrapes] = await Promise.all([
    findEtcdMembers(client, surveyed, unreadable),
    findEtcdScrapes(client, unreadable),
  ]);
  return { ...members, ...scrapes };
}

/**
 * The members of etcd, from the best source that knows them (FIELD-NOTES 4): the list that kubeadm or kubespray wrote
 * down, etcd's own pods, the nodes of k3s and rke2, the arguments of kube-apiserver, and at last the control plane's
 * nodes, as a suggestion only. Of a separate cluster for events only kube-apiserver's arguments tell. A source that may
 * not be read is passed over and told to `unreadable`.
 */
export async function findEtcdMembers(
  client: Client,
  { version, nodes }: Surveyed,
  unreadable: (what: string) => void,
): Promise<MemberFacts> {
  const { config, pods } = await readSources(client, unreadable);
  const sources = sourcesIn(config, pods, nodes);
  const events = pods.flatMap(eventServersOf);
  const files = unique([...config.files, ...pods.flatMap(clientFilesOf)]);
  const authorities = [...new Set([...pods.flatMap(authorityOf), ...config.authorities])];
  const distribution = recogniseDistribution(version, nodes, files);
  return {
    etcd: bestOf(sources),
    ...(sources.length > 0 && { etcdSources: sources }),
    ...(files.length > 0 && { etcdFiles: files }),
    ...(authorities.length > 0 && { etcdAuthorities: authorities }),
    ...(events.length > 0 && { etcdEvents: withPorts(events) }),
    ...(distribution && { distribution }),
  };
}

async function readSources(
  client: Client,
  unreadable: (what: string) => void,
): Promise<{ config: EtcdConfig; pods: readonly KubeObject[] }> {
  const where = { namespace: 'kube-system', labelSelector: 'component in (etcd, kube-apiserver)' };
  const [config, pods = []] = await Promise.all([
    unlessForbidden(
      () => client.get(KUBEADM_CONFIG),
      () => unreadable(nameOf(KUBEADM_CONFIG)),
    ),
    unlessForbidden(
      async () => (await client.list('v1', 'Pod', where)).items,
      () => unreadable('Pod'),
    ),
  ]);
  return { config: readEtcdConfig(config), pods };
}

/** What each source tells, the best first; those that tell nothing are left out. */
function sourcesIn(
  { endpoints }: EtcdConfig,
  pods: readonly KubeObject[],
  nodes: readonly KubeObject[],
): EtcdSourceFact[] {
  const apiservers = pods.filter((pod) => serversOf(pod).length > 0);
  const servers = sourceOf('kube-apiserver', apiservers.flatMap(serversOf));
  const controlPlane = nodes.map(nodeFact).filter((node) => node.controlPlane);
  return [
    sourceOf('kubeadm-config', endpoints),
    sourceOf('etcd-pod', pods.flatMap(advertisedBy)),
    sourceOf('node-annotation', annotatedMembers(nodes)),
    servers && (apiservers.every(isBesideEtcd) ? { ...servers, loopback: true as const } : servers),
    sourceOf(
      'node',
      controlPlane.flatMap(({ addresses }) => addresses.slice(0, 1)),
    ),
  ].filter((source) => source !== undefined);
}

/** The members that the best source names; an etcd known by names only doesn't run on the nodes, so nothing is suggested. */
function bestOf(sources: readonly EtcdSourceFact[]): EtcdMemberFact[] {
  const best = sources.find(({ addresses }) => addresses.length > 0);
  if (!best || (best.from === 'node' && sources.some(({ names }) => names))) return [];
  return best.addresses.map((address) => ({ address, from: best.from }));
}

/** The members as kube-apiserver's URLs name them, with the ports. */
function withPorts(urls: readonly string[]): EtcdMemberFact[] {
  return (sourceOf('kube-apiserver', urls)?.addresses ?? []).map((address) => {
    const port = portOf(urls.find((url) => hostOf(url) === address) ?? '');
    return { address, from: 'kube-apiserver', ...(port !== undefined && { port }) };
  });
}

function unique(files: readonly EtcdFilesFact[]): EtcdFilesFact[] {
  return [...new Map(files.toReversed().map((one) => [one.certificatePath, one])).values()].toReversed();
}
