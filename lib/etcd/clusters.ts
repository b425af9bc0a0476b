import { usageError } from '../errors.ts';
import type { Input } from '../step.ts';
import { text } from '../text.ts';
import { byFamily, type EtcdAddresses, etcdAddresses, flat } from './addresses.ts';

/** Where kubespray's cluster for events listens for clients. */
const EVENTS_PORT = 2383;

/** A cluster of etcd as Prometheus scrapes it. */
export interface EtcdCluster {
  /** Its job label, and the name of its ServiceMonitor. */
  job: 'etcd' | 'etcd-events';
  /** Name of its Service, addresses included. */
  service: 'etcd-metrics' | 'etcd-events-metrics';
  addresses: EtcdAddresses;
  port: number;
}

/** Jobs and Services of both clusters, whether they are there or not. */
export const ETCD_NAMES = [
  { job: 'etcd', service: 'etcd-metrics' },
  { job: 'etcd-events', service: 'etcd-events-metrics' },
] as const;

/**
 * The clusters to scrape: etcd itself, and kubespray's separate one for events where it is answered or discovered. Both
 * take the same certificate.
 * @throws RunbookError when no address of etcd is known, or none of a cluster for events that the answers ask for.
 */
export function etcdClusters(input: Pick<Input, 'answers' | 'facts'>): EtcdCluster[] {
  const { etcd } = input.answers;
  if (!etcd) return [];
  const [main, events] = ETCD_NAMES;
  const separate = eventsCluster(input);
  if (separate === 'unknown' && etcd.events) throw withoutMembers();
  return [
    { ...main, addresses: etcdAddresses(input), port: etcd.port },
    ...(typeof separate === 'object' ? [{ ...events, ...separate }] : []),
  ];
}

/**
 * Where the cluster for events is scraped, or why it isn't although the cluster has one: only its names are known, or
 * its port wants a certificate that the answers leave out. Undefined where there is none, or the answers don't want it.
 */
export function eventsCluster({
  answers,
  facts,
}: Pick<Input, 'answers' | 'facts'>): Pick<EtcdCluster, 'addresses' | 'port'> | 'unknown' | 'secured' | undefined {
  const { events, certificates } = answers.etcd ?? {};
  const found = facts.cluster.etcdEvents;
  if (events === false || (events === undefined && !found)) return undefined;
  const addresses = byFamily(events?.endpoints ?? found?.map(({ address }) => address) ?? []);
  if (!addresses) return 'unknown';
  // The discovered port is kube-apiserver's own, which speaks TLS.
  if (certificates?.source === 'none' && events?.port === undefined) return 'secured';
  return { addresses, port: events?.port ?? found?.[0]?.port ?? EVENTS_PORT };
}

/** The addresses of etcd's own members, those of a separate cluster for events left out. */
export function membersOf(clusters: readonly EtcdCluster[]): string[] {
  return clusters.filter(({ job }) => job === 'etcd').flatMap(({ addresses }) => flat(addresses));
}

function withoutMembers() {
  return usageError(
    text("5.3 Finding the addresses of etcd's cluster for events", '5.3 이벤트용 etcd 클러스터 주소 찾기'),
    [text('the cluster does not tell where it runs', '클러스터에서 위치를 알아낼 수 없습니다')],
    text(
      'list the members in the answers: etcd.events.endpoints: [10.0.0.11, ...]',
      '답변에 멤버를 적으십시오: etcd.events.endpoints: [10.0.0.11, ...]',
    ),
  );
}
