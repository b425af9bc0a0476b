import { isIP, isIPv6 } from 'node:net';
import { isReachableFromPods } from '../answers/check.ts';
import { usageError } from '../errors.ts';
import type { Input } from '../step.ts';
import { text } from '../text.ts';

const order = new Intl.Collator('en', { numeric: true });
const MAPPED = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;

/** Addresses of the etcd members, by family, each list unique and in order. */
export interface EtcdAddresses {
  ipv4: string[];
  ipv6: string[];
}

/**
 * Where etcd's members are: as the answers say, else as the survey found them.
 * @throws RunbookError when no address is left that a pod can reach.
 */
export function etcdAddresses({ answers, facts }: Pick<Input, 'answers' | 'facts'>): EtcdAddresses {
  const given = answers.etcd?.endpoints ?? facts.cluster.etcd.map(({ address }) => address);
  const found = byFamily(given);
  if (!found) throw nowhere(given);
  return found;
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

/** An IP address in the one form that the API wants: short, in lower case, IPv4 in IPv6 as IPv4. */
export function canonicalAddress(ip: string): string {
  if (!isIPv6(ip) || !URL.canParse(`http://[${ip}]`)) return ip;
  const short = new URL(`http://[${ip}]`).hostname.slice(1, -1);
  const [, high, low] = MAPPED.exec(short) ?? [];
  if (high === undefined || low === undefined) return short;
  return [high, low].flatMap((part) => [Number.parseInt(part, 16) >> 8, Number.parseInt(part, 16) & 255]).join('.');
}

function nowhere(given: readonly string[]) {
  return usageError(
    text('5.3 Finding the addresses of etcd', '5.3 etcd 주소 찾기'),
    [
      given.length > 0
        ? text(
            `none of these can be reached from a pod: ${given.join(', ')}`,
            `파드에서 접근할 수 있는 주소가 없습니다: ${given.join(', ')}`,
          )
        : text('the cluster does not tell where etcd runs', '클러스터에서 etcd의 위치를 알아낼 수 없습니다'),
    ],
    text(
      'list the members in the answers: etcd.endpoints: [10.0.0.11, ...]',
      '답변에 etcd 멤버를 적으십시오: etcd.endpoints: [10.0.0.11, ...]',
    ),
  );
}
