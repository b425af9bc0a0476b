import { isIP, isIPv6 } from 'node:net';
import { isReachableFromPods } from '../answers/check.ts';
import { usageError } from '../errors.ts';
import type { Facts } from '../facts.ts';
import type { Input } from '../step.ts';
import { type Text, text } from '../text.ts';

const order = new Intl.Collator('en', { numeric: true });
const MAPPED = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;

/** Addresses of the etcd members, by family, each list unique and in order. */
export interface EtcdAddresses {
  ipv4: string[];
  ipv6: string[];
}

/**
 * Where etcd's members are: as the answers say, else as the survey found them, else as a master's etcd.env lists them.
 * @throws RunbookError when no address is left that a pod can reach.
 */
export function etcdAddresses({ answers, facts }: Pick<Input, 'answers' | 'facts'>): EtcdAddresses {
  const given = answers.etcd?.endpoints ?? memberAddresses(facts);
  const found = byFamily(given);
  if (!found) throw nowhere(given, unnamed(facts));
  return found;
}

/** Addresses of the members as the cluster, else a master, tells them; nodes that somebody has to confirm aren't used. */
export function memberAddresses({ cluster, hosts }: Facts): string[] {
  const found = cluster.etcd.filter(({ from }) => from !== 'node').map(({ address }) => address);
  return found.length > 0 ? found : (hosts?.etcd?.environment?.addresses ?? []);
}

/** Host names of members where nothing tells an address. */
function unnamed({ cluster: { etcdSources = [] } }: Facts): string[] {
  return [...new Set(etcdSources.flatMap(({ names = [] }) => names))];
}

/**
 * Addresses apart by family; undefined when none is left. Loopback and link-local ones are left out: they would be the
 * Prometheus pod itself, and the API refuses them.
 */
export function byFamily(given: readonly string[]): EtcdAddresses | undefined {
  const usable = given.filter((ip) => isIP(ip) !== 0 && isReachableFromPods(ip)).map(canonicalAddress);
  if (usable.length === 0) return undefined;
  const sorted = [...new Set(usable)].sort(order.compare);
  return { ipv4: sorted.filter((ip) => !isIPv6(ip)), ipv6: sorted.filter((ip) => isIPv6(ip)) };
}

/** The addresses of both families, IPv4 first; none where there are none. */
export function flat({ ipv4, ipv6 }: EtcdAddresses = { ipv4: [], ipv6: [] }): string[] {
  return [...ipv4, ...ipv6];
}

/** An IP address in the one form that the API wants: short, in lower case, IPv4 in IPv6 as IPv4. */
export function canonicalAddress(ip: string): string {
  if (!isIPv6(ip) || !URL.canParse(`http://[${ip}]`)) return ip;
  const short = new URL(`http://[${ip}]`).hostname.slice(1, -1);
  const [, high, low] = MAPPED.exec(short) ?? [];
  if (high === undefined || low === undefined) return short;
  return [high, low].flatMap((part) => [Number.parseInt(part, 16) >> 8, Number.parseInt(part, 16) & 255]).join('.');
}

function nowhere(given: readonly string[], names: readonly string[]) {
  return usageError(
    text('5.3 Finding the addresses of etcd', '5.3 etcd 주소 찾기'),
    [whyNowhere(given, names)],
    text(
      'list the members in the answers: etcd.endpoints: [10.0.0.11, ...]',
      '답변에 etcd 멤버를 적으십시오: etcd.endpoints: [10.0.0.11, ...]',
    ),
  );
}

function whyNowhere(given: readonly string[], names: readonly string[]): Text {
  if (given.length > 0) {
    const list = given.join(', ');
    return text(`none of these can be reached from a pod: ${list}`, `파드에서 접근할 수 있는 주소가 없습니다: ${list}`);
  }
  if (names.length === 0) {
    return text('the cluster does not tell where etcd runs', '클러스터에서 etcd의 위치를 알아낼 수 없습니다');
  }
  const list = names.join(', ');
  return text(
    `the cluster names etcd's members by host name only: ${list}; Prometheus is given IP addresses`,
    `클러스터에 etcd 멤버가 호스트 이름으로만 적혀 있습니다: ${list}. IP 주소가 필요합니다`,
  );
}
