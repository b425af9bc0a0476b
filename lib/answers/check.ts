import { BlockList, isIP } from 'node:net';
import { EXIT, RunbookError } from '../errors.ts';
import type { ClusterFacts, Facts } from '../facts.ts';
import { likelyNamespaces } from '../network/controller.ts';
import { checkPlacement } from '../placement/nodes.ts';
import { checkNamespaces } from '../prometheus/namespaces.ts';
import { type Text, text } from '../text.ts';
import { checkIssuer } from './check-issuer.ts';
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

function checkStorageClass({ storage }: Answers, { storageClasses }: ClusterFacts): Problem[] {
  const { className } = storage;
  const names = storageClasses.map((each) => each.name);
  if (className === undefined || isFine(className, names)) return [];
  return [{ location: ['storage', 'className'], what: notThere('StorageClass', className, names) }];
}

function checkIngressClass({ grafana }: Answers, { ingressClasses }: ClusterFacts): Problem[] {
  const { className } = grafana.ingress;
  const names = ingressClasses.map((each) => each.name);
  if (grafana.expose === 'none' || className === undefined || isFine(className, names)) return [];
  return [{ location: ['grafana', 'ingress', 'className'], what: notThere('IngressClass', className, names) }];
}

/** A controller that is looked for in the wrong namespace would be kept out of Grafana. */
function checkIngressNamespace({ grafana, network }: Answers, cluster: ClusterFacts): Problem[] {
  const { namespace } = grafana.ingress;
  if (namespace === undefined || grafana.expose === 'none' || network.policies !== 'stack') return [];
  if (cluster.unknown?.includes('Namespace') || isFine(namespace, cluster.namespaces)) return [];
  const what = notThere('namespace', namespace, likelyNamespaces(cluster));
  return [{ location: ['grafana', 'ingress', 'namespace'], what }];
}

/** Where no class is seen at all, the one that is named is still to come, or nobody may read classes here. */
function isFine(name: string, there: readonly string[]): boolean {
  return there.length === 0 || there.includes(name);
}

function notThere(kind: string, name: string, there: readonly string[]): Text {
  const list = there.join(', ');
  return text(
    `the cluster has no ${kind} ${name}; it has: ${list}`,
    `클러스터에 ${kind} ${name}이(가) 없습니다. 있는 것: ${list}`,
  );
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

/**
 * Stops when this is another cluster than the one the answers are for.
 * @throws RunbookError, exit 3, that says which cluster this is.
 */
export function checkCluster({ cluster: wanted }: Answers, { cluster }: Facts): void {
  const wrong = (['context', 'server', 'uid'] as const).flatMap((key) => {
    const [want, is] = [wanted[key], cluster[key]];
    if (want === undefined || same(key, want, is)) return [];
    return [
      text(`cluster.${key} is ${want} in the answers, but here ${is}`, `cluster.${key}: 답변은 ${want}, 이곳은 ${is}`),
    ];
  });
  if (!wrong.length) return;
  const { context, server, uid, version } = cluster;
  throw new RunbookError({
    exit: EXIT.preflight,
    doing: text('This is not the cluster that the answers are for', '답변이 가리키는 클러스터가 아닙니다'),
    causes: [
      ...wrong,
      text(
        `This is context ${context}, ${server}, ${version}, kube-system UID ${uid}`,
        `이곳은 컨텍스트 ${context}, ${server}, ${version}, kube-system UID ${uid}입니다`,
      ),
    ],
    hint: text(
      'Choose the cluster with --context, or correct the answers',
      '--context로 클러스터를 고르거나 답변을 고치십시오',
    ),
  });
}

function same(key: 'context' | 'server' | 'uid', a: string, b: string): boolean {
  return key === 'server' && URL.canParse(a) && URL.canParse(b) ? new URL(a).href === new URL(b).href : a === b;
}
