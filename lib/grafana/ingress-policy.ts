import { type RunbookError, usageError } from '../errors.ts';
import type { JsonMap, KubeObject } from '../kubernetes/object.ts';
import { asMap } from '../manifests/field.ts';
import { requireManifest } from '../manifests/find.ts';
import { readConfig } from '../manifests/template.ts';
import { PORTS, podsOf } from '../network/components.ts';
import { likelyNamespaces, type Served, servedBy } from '../network/controller.ts';
import { hostPeers } from '../network/hosts.ts';
import { needsPolicy } from '../network/isolation.ts';
import type { Input } from '../step.ts';
import { type Text, text } from '../text.ts';

const FILE = 'preliminary/grafana-ingress-networkPolicy.yaml';

/**
 * The policy that lets the ingress controller in to Grafana, where others keep it out (FIELD-NOTES 1).
 * @throws RunbookError when the namespace of the controller can't be told.
 */
export function ingressPolicy(input: Input, className: string | undefined): KubeObject[] {
  if (!needsPolicy(input, 'grafana')) return [];
  const { stack, facts } = input;
  const served = controllerOf(input, className);
  if (!served) throw whereIsIt(input, className);
  const ports = [{ port: PORTS.grafana, protocol: 'TCP' }];
  const rules = [served.namespaces.map(inNamespaceNamed), served.hostNetwork ? hostPeers(facts.cluster.nodes) : []];
  // A rule without peers would let everybody in.
  const ingress = rules.filter((from) => from.length > 0).map((from) => ({ from, ports }));
  const { matchLabels } = podsOf(stack.manifests, 'grafana');
  const policy = barePolicy();
  return [{ ...policy, spec: { ...asMap(policy.spec), podSelector: { matchLabels }, ingress } }];
}

/** That policy as an earlier run may have left it, where by itself it would keep out everybody else; `keep` keeps it. */
export function needlessPolicy(input: Input): KubeObject[] {
  const { grafana, network } = input.answers;
  const isNeeded = grafana.expose === 'ingress' && needsPolicy(input, 'grafana');
  return isNeeded || network.policies === 'keep' ? [] : [barePolicy()];
}

/** What a controller on the nodes' own network needs that a policy can't give it here. */
export function hostNetworkNotes(input: Input, className: string | undefined): Text[] {
  const { cluster } = input.facts;
  const isOnHosts = needsPolicy(input, 'grafana') && controllerOf(input, className)?.hostNetwork;
  if (!isOnHosts) return [];
  const cilium = cluster.kinds.includes('cilium.io/CiliumNetworkPolicy');
  return [...(cilium ? [ciliumNote()] : []), ...(hostPeers(cluster.nodes).length === 0 ? [noNodesNote()] : [])];
}

function controllerOf({ answers, facts }: Input, className: string | undefined): Served | undefined {
  return servedBy(facts.cluster, className, answers.grafana.ingress.namespace);
}

function barePolicy(): KubeObject {
  return requireManifest(readConfig(FILE), 'NetworkPolicy', 'grafana-ingress').object;
}

function inNamespaceNamed(name: string): JsonMap {
  return { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } };
}

function whereIsIt({ facts: { cluster } }: Input, className = '-'): RunbookError {
  const candidates = likelyNamespaces(cluster).join(', ') || '-';
  return usageError(
    text('Letting the ingress controller in to Grafana (4.3)', 'Ingress 컨트롤러의 Grafana 접근 허용(4.3)'),
    [
      text(
        `no controller was found for the ingress class ${className}, and a NetworkPolicy keeps everybody out whom no policy names`,
        `Ingress 클래스 ${className}의 컨트롤러를 찾지 못했고, NetworkPolicy가 허용되지 않은 접근을 모두 차단합니다`,
      ),
    ],
    text(
      `set grafana.ingress.namespace to the namespace it runs in (there are: ${candidates}), or network.policies to none or keep`,
      `grafana.ingress.namespace에 컨트롤러의 네임스페이스를 지정하거나(있는 것: ${candidates}), network.policies를 none 또는 keep으로 지정하십시오`,
    ),
  );
}

function ciliumNote(): Text {
  return text(
    "The ingress controller runs on the nodes' own network and this cluster has Cilium, which matches no address of a node: unless its policy-cidr-match-mode includes nodes, add a CiliumNetworkPolicy in monitoring that lets the entities host and remote-node in to Grafana on 3000.",
    'Ingress 컨트롤러가 호스트 네트워크를 사용하고 클러스터의 CNI가 Cilium입니다. Cilium은 노드 주소를 ipBlock으로 판별하지 않으므로, policy-cidr-match-mode에 nodes가 없으면 host와 remote-node 엔터티의 Grafana 3000 포트 접근을 허용하는 CiliumNetworkPolicy를 monitoring에 추가하십시오.',
  );
}

function noNodesNote(): Text {
  return text(
    "The ingress controller runs on the nodes' own network, and the nodes' addresses can't be read: name them in network.allow, such as { cidr: 10.0.0.0/24, to: grafana }.",
    'Ingress 컨트롤러가 호스트 네트워크를 사용하지만 노드 주소를 읽을 수 없습니다. network.allow에 { cidr: 10.0.0.0/24, to: grafana }처럼 지정하십시오.',
  );
}
