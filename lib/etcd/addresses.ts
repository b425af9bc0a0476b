import { isIP, isIPv6 } from 'node:net';
import { usageError } from '../errors.ts';
import type { Input } from '../step.ts';
import { text } from '../text.ts';

const LOOPBACK = /^(127\.|0\.0\.0\.0$|::1?$|::ffff:127\.)/i;
const order = new Intl.Collator('en', { numeric: true });

/** Addresses of the etcd members, by family, each list unique and in order. */
export interface EtcdAddresses {
  ipv4: string[];
  ipv6: string[];
}

/**
 * Where etcd's members are: as the answers say, else as the survey found them. Loopback addresses are left out: they
 * would be the Prometheus pod itself, and the API refuses them.
 * @throws RunbookError when no address is left.
 */
export function etcdAddresses({ answers, facts }: Pick<Input, 'answers' | 'facts'>): EtcdAddresses {
  const given = answers.etcd?.endpoints ?? facts.cluster.etcd.map(({ address }) => address);
  const usable = given.map((ip) => ip.toLowerCase()).filter((ip) => isIP(ip) !== 0 && !LOOPBACK.test(ip));
  if (usable.length === 0) throw nowhere(given);
  const sorted = [...new Set(usable)].sort(order.compare);
  return { ipv4: sorted.filter((ip) => !isIPv6(ip)), ipv6: sorted.filter((ip) => isIPv6(ip)) };
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
