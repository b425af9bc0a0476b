import type { EtcdObjectFact } from '../facts.ts';
import { NAMESPACE } from '../manifests/namespace.ts';
import type { Input } from '../step.ts';
import { type Text, text } from '../text.ts';
import { byFamily, canonicalAddress, flat, memberAddresses } from './addresses.ts';
import { ETCD_NAMES, type EtcdCluster, eventsCluster } from './clusters.ts';
import { ETCD_SECRET } from './secret-keys.ts';

/** Where etcd tells its metrics besides the answered port: to its clients, and in plain. */
const USUAL_PORTS = [2379, 2381];

/** An object of others that can't stay, and why. */
interface Rival {
  fact: EtcdObjectFact;
  why: Text;
}

/** Who can't stay beside our own objects for etcd; nobody where the answers leave it out. */
export function etcdRivals(input: Pick<Input, 'answers' | 'facts'>): Rival[] {
  const scraped = scrapedClusters(input);
  if (scraped.length === 0) return [];
  return (input.facts.cluster.etcdInTheWay ?? []).flatMap((fact) => {
    const why = fact.kind === 'EndpointSlice' ? whyNotSlice(fact, scraped) : whyNotMonitor(fact, scraped);
    return why ? [{ fact, why }] : [];
  });
}

/** A cluster that is scraped, with the addresses as far as they are known now. */
type Scraped = Pick<EtcdCluster, 'service' | 'port'> & { addresses: string[] };

// Unlike etcdClusters it never fails: the stack is edited in parts of a run too that need to know no address.
function scrapedClusters({ answers, facts }: Pick<Input, 'answers' | 'facts'>): Scraped[] {
  const { etcd } = answers;
  if (!etcd) return [];
  const [{ service }, { service: ofEvents }] = ETCD_NAMES;
  const events = eventsCluster({ answers, facts });
  return [
    { service, port: etcd.port, addresses: flat(byFamily(etcd.endpoints ?? memberAddresses(facts))) },
    ...(typeof events === 'object'
      ? [{ service: ofEvents, port: events.port, addresses: flat(events.addresses) }]
      : []),
  ];
}

function whyNotSlice({ services = [] }: EtcdObjectFact, scraped: readonly Scraped[]): Text | undefined {
  const found = services.find(({ service }) => scraped.some((each) => isOwn(each, service)));
  if (!found) return undefined;
  return text(
    `it gives Service ${found.service} more addresses than our own slices: members would be scraped twice`,
    `Service ${found.service}에 런북의 슬라이스와 별도로 주소를 추가하므로 멤버가 두 번 수집됩니다`,
  );
}

function whyNotMonitor({ services = [], mounted }: EtcdObjectFact, scraped: readonly Scraped[]): Text | undefined {
  const own = services.find(({ service }) => scraped.some((each) => isOwn(each, service)));
  if (own)
    return text(
      `it selects Service ${own.service} as ours does: every member would be scraped twice`,
      `런북의 ServiceMonitor와 같은 Service ${own.service}을(를) 선택하므로 모든 멤버가 두 번 수집됩니다`,
    );
  for (const { service, targets } of services) {
    const same = targets.filter(({ address, port }) => scraped.some((each) => isMember(each, address, port)));
    const list = [...new Set(same.map(({ address }) => address))].join(', ');
    if (same.length > 0)
      return text(
        `it selects Service ${service}, which leads to etcd too: ${list} would be scraped twice`,
        `선택하는 Service ${service}도 etcd를 가리키므로 ${list}이(가) 두 번 수집됩니다`,
      );
  }
  // Ours takes the certificate by reference, and no answer keeps the mount.
  return mounted?.includes(ETCD_SECRET) ? withoutFiles() : undefined;
}

function isOwn({ service }: Scraped, name: string): boolean {
  return name === `${NAMESPACE}/${service}`;
}

function isMember({ addresses, port }: Scraped, address: string, scraped: number): boolean {
  return addresses.includes(canonicalAddress(address)) && [port, ...USUAL_PORTS].includes(scraped);
}

function withoutFiles(): Text {
  return text(
    `it reads files of Secret ${ETCD_SECRET}, which Prometheus doesn't mount any more: it couldn't load its configuration`,
    `Prometheus가 더 이상 마운트하지 않는 Secret ${ETCD_SECRET}의 파일을 읽으므로 Prometheus가 설정을 불러올 수 없게 됩니다`,
  );
}
