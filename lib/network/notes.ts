import type { PolicyFact } from '../facts.ts';
import type { Input } from '../step.ts';
import { type Text, text } from '../text.ts';
import { openTargets } from './allow.ts';
import { isolatedByOthers, policiesOfOthers } from './isolation.ts';

/** What the answers say about NetworkPolicies and what will not come of it. */
export function networkNotes(input: Input): Text[] {
  return [...openNotes(input), ...absentNotes(input), ...remainingNotes(input)];
}

function openNotes(input: Input): Text[] {
  const { policies } = input.answers.network;
  const targets = openTargets(input).join(', ');
  if (targets === '') return [];
  if (policies !== 'stack')
    return [
      text(
        `network.allow for ${targets} has no effect: network.policies is ${policies}.`,
        `network.policies가 ${policies}이므로 ${targets}에 대한 network.allow는 적용되지 않습니다.`,
      ),
    ];
  return [
    text(
      `network.allow for ${targets} makes no policy: none keeps anybody out there, and a first one would cut off all the others.`,
      `${targets}의 접근을 제한하는 정책이 없으므로 network.allow에 대한 정책을 만들지 않습니다. 첫 정책을 만들면 나머지 접근이 모두 차단됩니다.`,
    ),
  ];
}

// A namespace may be still to come, so this is no error.
function absentNotes({ answers, facts: { cluster } }: Input): Text[] {
  if (cluster.unknown?.includes('Namespace') || answers.network.policies !== 'stack') return [];
  const named = answers.network.allow.flatMap((source) => ('namespace' in source ? [source.namespace] : []));
  const absent = [...new Set(named)].filter((name) => !cluster.namespaces.includes(name)).join(', ');
  if (absent === '') return [];
  return [
    text(
      `network.allow names namespaces that don't exist yet: ${absent}.`,
      `network.allow에 아직 없는 네임스페이스가 있습니다: ${absent}.`,
    ),
  ];
}

/** With `none`, what others made stays, and nothing of ours lets anyone past it. */
function remainingNotes(input: Input): Text[] {
  const others = policiesOfOthers(input.facts);
  if (input.answers.network.policies !== 'none' || others.length === 0) return [];
  const all = namesOf(others);
  const shut = input.answers.grafana.expose === 'ingress' ? namesOf(isolatedByOthers(input, 'grafana')) : '';
  return [
    text(
      `network.policies: none deploys no NetworkPolicy and deletes only those that this tool made; those of others stay in force in monitoring: ${all}.`,
      `network.policies: none이면 NetworkPolicy를 배포하지 않고 이 도구가 만든 것만 삭제합니다. monitoring에 있는 다른 NetworkPolicy는 계속 적용됩니다: ${all}.`,
    ),
    ...(shut === '' ? [] : [shutNote(shut)]),
  ];
}

function shutNote(names: string): Text {
  return text(
    `NetworkPolicy ${names} keeps everybody out of Grafana whom it doesn't name, and no policy of ours will let the ingress controller in: unless one of others does, the browser gets 504. Delete it, or answer network.policies: stack.`,
    `NetworkPolicy ${names}이(가) 허용되지 않은 Grafana 접근을 모두 차단하며, Ingress 컨트롤러를 허용하는 정책도 배포되지 않습니다. 컨트롤러를 허용하는 다른 정책이 없으면 브라우저에 504가 표시됩니다. 삭제하거나 network.policies: stack으로 지정하십시오.`,
  );
}

function namesOf(policies: readonly PolicyFact[]): string {
  return policies.map(({ name }) => name).join(', ');
}
