import { BlockList, isIP } from 'node:net';
import type { Facts } from '../facts.ts';
import { checkPlacement } from '../placement/nodes.ts';
import { checkNamespaces } from '../prometheus/namespaces.ts';
import { text } from '../text.ts';
import { checkIssuer } from './check-issuer.ts';
import { checkIngressClass, checkIngressNamespace, checkStorageClass } from './check-names.ts';
import type { Problem } from './problem.ts';
import type { Answers } from './schema.ts';

/** What the cluster says against the answers. */
export function checkAnswers(answers: Answers, { cluster }: Facts): Problem[] {
  return [
    ...checkStorageClass(answers, cluster),
    ...checkIngressClass(answers, cluster),
    ...checkIngressNamespace(answers, cluster),
    ...checkIssuer(answers, cluster),
    ...checkEndpoints(answers),
    ...checkNamespaces(answers, cluster),
    ...checkPlacement(answers, cluster),
  ];
}

function checkEndpoints({ etcd }: Answers): Problem[] {
  const events = etcd?.events ? (etcd.events.endpoints ?? []) : [];
  return [
    ...checkAddresses(['etcd', 'endpoints'], etcd?.endpoints ?? []),
    ...checkAddresses(['etcd', 'events', 'endpoints'], events),
  ];
}

function checkAddresses(location: readonly string[], addresses: readonly string[]): Problem[] {
  return addresses.flatMap((address, i) =>
    isReachableFromPods(address)
      ? []
      : [
          {
            location: [...location, i],
            what: text(
              `${address} means another machine to every pod (loopback or link-local); give the address of the node`,
              `${address}은(는) 파드에서 닿을 수 없는 주소(루프백 또는 링크 로컬)입니다. 노드의 주소를 적으십시오`,
            ),
          },
        ],
  );
}

/** Whether an IP address can stand in an EndpointSlice: neither loopback nor link-local nor unspecified. */
export function isReachableFromPods(address: string): boolean {
  const local = new BlockList();
  local.addSubnet('127.0.0.0', 8);
  local.addSubnet('169.254.0.0', 16);
  local.addAddress('0.0.0.0');
  local.addAddress('::1', 'ipv6');
  local.addAddress('::', 'ipv6');
  local.addSubnet('fe80::', 10, 'ipv6');
  return !local.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}
