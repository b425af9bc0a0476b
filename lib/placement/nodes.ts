import type { Problem } from '../answers/problem.ts';
import type { Answers } from '../answers/schema.ts';
import type { ClusterFacts, NodeFact, TaintFact } from '../facts.ts';
import { type Text, text } from '../text.ts';

type Toleration = NonNullable<NonNullable<Answers['placement']>['tolerations']>[number];

/** A nodeSelector that no node answers to: every pod would stay Pending. Where no node may be seen, nothing is said. */
export function checkPlacement({ placement }: Answers, { nodes }: ClusterFacts): Problem[] {
  const { nodeSelector } = placement ?? {};
  const known = nodes.filter(({ labels }) => labels !== undefined);
  if (!nodeSelector || known.length === 0 || known.some((node) => matches(node, nodeSelector))) return [];
  const lacking = Object.entries(nodeSelector).filter(
    ([key, value]) => !known.some((node) => node.labels?.[key] === value),
  );
  const what = lacking.length > 0 ? noneWith(lacking, known) : noneWithAll();
  return [{ location: ['placement', 'nodeSelector'], what }];
}

/** Warnings of taints that keep every node of the selector closed to what doesn't tolerate them. */
export function placementNotes({ placement }: Answers, { nodes }: ClusterFacts): Text[] {
  const { nodeSelector = {}, tolerations = [] } = placement ?? {};
  const chosen = nodes.filter((node) => node.labels !== undefined && matches(node, nodeSelector));
  const closed = chosen.map(({ taints = [] }) => taints.filter((taint) => keepsOff(taint, tolerations)));
  if (chosen.length === 0 || closed.some((taints) => taints.length === 0)) return [];
  const list = [
    ...new Set(closed.flat().map(({ key, value, effect }) => `${key}${value ? `=${value}` : ''}:${effect}`)),
  ];
  return [
    text(
      `Every node that placement allows has a taint that placement.tolerations doesn't tolerate (${list.join(', ')}): pods would stay Pending.`,
      `placement에 해당하는 모든 노드에 placement.tolerations가 허용하지 않는 테인트(${list.join(', ')})가 있어 파드가 Pending 상태에 머뭅니다.`,
    ),
  ];
}

function matches({ labels = {} }: NodeFact, selector: Readonly<Record<string, string>>): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

function noneWith(lacking: readonly [string, string][], nodes: readonly NodeFact[]): Text {
  const wanted = lacking.map(([key, value]) => `${key}=${value}`).join(', ');
  const there = lacking.flatMap(([key]) =>
    [...new Set(nodes.flatMap(({ labels }) => labels?.[key] ?? []))].sort().map((value) => `${key}=${value}`),
  );
  const [en, ko] = there.length > 0 ? [`; there is: ${there.join(', ')}`, `. 있는 것: ${there.join(', ')}`] : ['', ''];
  return text(
    `no node has the label ${wanted}: pods would stay Pending${en}`,
    `${wanted} 레이블이 있는 노드가 없어 파드가 Pending 상태에 머뭅니다${ko}`,
  );
}

function noneWithAll(): Text {
  return text(
    'no node has all of these labels at once: pods would stay Pending',
    '이 레이블을 모두 가진 노드가 없어 파드가 Pending 상태에 머뭅니다',
  );
}

/** Taints of node.kubernetes.io come and go with a node's condition. */
function keepsOff(taint: TaintFact, tolerations: readonly Toleration[]): boolean {
  if (taint.effect === 'PreferNoSchedule' || taint.key.startsWith('node.kubernetes.io/')) return false;
  return !tolerations.some(({ key, operator = 'Equal', value = '', effect }) => {
    if (effect !== undefined && effect !== taint.effect) return false;
    if (key !== undefined && key !== taint.key) return false;
    return operator === 'Exists' || value === (taint.value ?? '');
  });
}
