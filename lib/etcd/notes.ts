import { type KubeObject, nameOf } from '../kubernetes/object.ts';
import { reference } from '../manifests/namespace.ts';
import type { Input } from '../step.ts';
import { type Text, text } from '../text.ts';
import { type EtcdCluster, eventsCluster, membersOf } from './clusters.ts';
import { discoveryNotes } from './discovery-notes.ts';
import { goingMonitors } from './in-the-way.ts';
import { scrapesPort, selects } from './monitors.ts';
import { etcdRivals } from './rivals.ts';
import { withoutEtcd } from './without.ts';

/** What the operator should know of etcd before anything is written. */
export function etcdNotes(input: Input, clusters: readonly EtcdCluster[]): Text[] {
  return [
    ...discoveryNotes(input, membersOf(clusters)),
    ...serviceNotes(input, clusters),
    ...eventsNotes(input),
    ...clusters.flatMap(familyNotes),
  ];
}

function serviceNotes(input: Input, clusters: readonly EtcdCluster[]): Text[] {
  const { etcdService } = input.facts.cluster;
  if (!etcdService) return [];
  const { labels, port, monitors } = etcdService;
  // The name of its port is kubespray's own; the number is what the operator chose.
  const ofPort = { name: 'http-metrics', ...(port !== undefined && { port }) };
  const ofStack = withoutEtcd(
    input.stack.manifests,
    etcdRivals(input).map(({ fact }) => fact),
  )
    .map(({ object }) => object)
    .filter((object) => object.kind === 'ServiceMonitor' && selects(object, 'kube-system', labels))
    .filter((monitor) => scrapesPort(monitor, ofPort));
  const going = goingMonitors(input, clusters).map(({ object }) => object);
  const gone = [...going, ...clusters.map(ownMonitor)].map(shortName);
  const twice = new Set([...monitors, ...ofStack.map(shortName)].filter((name) => !gone.includes(name)));
  if (twice.size > 0) return [scrapedTwice([...twice].sort().join(', '))];
  const plain = port !== undefined && input.answers.etcd?.certificates.source !== 'none';
  return [beside(), ...(plain ? [withoutCertificate(port)] : [])];
}

function scrapedTwice(monitors: string): Text {
  return text(
    `Every etcd member would be scraped twice: ServiceMonitor ${monitors} selects kube-system/etcd-metrics, the Service that kubespray makes from etcd_metrics_port and etcd_metrics_service_labels. Delete that ServiceMonitor; or take etcd_metrics_service_labels out of kubespray's inventory and delete Service and Endpoints kube-system/etcd-metrics; or leave etcd out of the answers.`,
    `모든 etcd 멤버가 두 번 수집됩니다. ServiceMonitor ${monitors}이(가) kube-system/etcd-metrics(kubespray가 etcd_metrics_port와 etcd_metrics_service_labels로 만드는 Service)를 선택합니다. 해당 ServiceMonitor를 삭제하거나, kubespray 인벤토리에서 etcd_metrics_service_labels를 빼고 kube-system/etcd-metrics의 Service와 Endpoints를 삭제하거나, 답변에서 etcd를 빼십시오.`,
  );
}

function beside(): Text {
  return text(
    'kube-system/etcd-metrics is there too, the Service that kubespray makes from etcd_metrics_port and etcd_metrics_service_labels. No ServiceMonitor selects it, so it stays as it is, beside monitoring/etcd-metrics.',
    'kubespray가 etcd_metrics_port와 etcd_metrics_service_labels로 만드는 Service kube-system/etcd-metrics도 있습니다. 선택하는 ServiceMonitor가 없으므로 monitoring/etcd-metrics와 별개로 그대로 둡니다.',
  );
}

function withoutCertificate(port: number): Text {
  return text(
    `That Service says that etcd has a plain metrics port, ${port}: with etcd.certificates.source: none and etcd.port: ${port} no certificate of etcd has to be kept in the cluster.`,
    `이 Service에 따르면 etcd에 평문 메트릭 포트 ${port}이(가) 있습니다. etcd.certificates.source: none과 etcd.port: ${port}을(를) 지정하면 etcd 인증서를 클러스터에 둘 필요가 없습니다.`,
  );
}

function eventsNotes(input: Input): Text[] {
  const events = eventsCluster(input);
  if (events === 'unknown')
    return [
      text(
        "etcd has a separate cluster for events, named by host names only: its metrics aren't collected unless etcd.events.endpoints lists its IP addresses.",
        '이벤트용 etcd 클러스터가 따로 있지만 호스트 이름으로만 지정되어 있습니다. etcd.events.endpoints에 IP 주소를 적어야 메트릭을 수집합니다.',
      ),
    ];
  if (events === 'secured')
    return [
      text(
        "etcd has a separate cluster for events, whose port wants a certificate: with etcd.certificates.source: none its metrics aren't collected unless etcd.events.port names a plain one.",
        '이벤트용 etcd 클러스터의 포트는 인증서를 요구합니다. etcd.certificates.source: none이면 etcd.events.port에 평문 포트를 지정해야 메트릭을 수집합니다.',
      ),
    ];
  return [];
}

function familyNotes({ job, addresses: { ipv4, ipv6 } }: EtcdCluster): Text[] {
  if (ipv4.length === 0 || ipv6.length === 0) return [];
  return [
    text(
      `${job} has addresses of both families, and each address is a target: a member listed by both of its addresses is scraped twice.`,
      `${job}에 IPv4와 IPv6 주소가 모두 있으며 주소마다 하나의 타깃이 됩니다. 한 멤버의 주소를 둘 다 적으면 그 멤버는 두 번 수집됩니다.`,
    ),
  ];
}

function shortName(object: KubeObject): string {
  return nameOf(object).slice(object.kind.length + 1);
}

function ownMonitor({ job }: EtcdCluster): KubeObject {
  return reference('monitoring.coreos.com/v1', 'ServiceMonitor', job);
}
