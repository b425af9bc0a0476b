import type { Input } from '../step.ts';
import { type Text, text } from '../text.ts';
import { openTargets } from './allow.ts';

/** What the answers say about NetworkPolicies and what will not come of it. */
export function networkNotes(input: Input): Text[] {
  return [...openNotes(input), ...absentNotes(input)];
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
