import { type KubeObject, keyOf } from '../lib/kubernetes/object.ts';
import { allowPolicies, barePolicies } from '../lib/network/allow.ts';
import { networkNotes } from '../lib/network/notes.ts';
import { isPolicy, policiesIn } from '../lib/network/policy.ts';
import type { Input, Step } from '../lib/step.ts';
import { text } from '../lib/text.ts';

/** Section 5.3: the stack's NetworkPolicies, and whom they let in beside. */
export const network: Step = {
  name: 'network',
  section: '5.3',
  title: text('Set up NetworkPolicies', 'NetworkPolicy 설정'),
  leftOut({ answers }) {
    if (answers.network.policies !== 'stack' || answers.network.allow.length > 0) return undefined;
    return text("the stack's NetworkPolicies stay as they are", '스택의 NetworkPolicy를 그대로 사용합니다');
  },
  customise: (manifests, { answers }) =>
    answers.network.policies === 'stack' ? [...manifests] : manifests.filter(({ object }) => !isPolicy(object)),
  desired: (input) => allowPolicies(input).map((object) => ({ object })),
  obsolete,
  notes: networkNotes,
};

/** What earlier runs may have made and no answer wants now; what is to be kept is never deleted. */
function obsolete(input: Input): KubeObject[] {
  const { policies } = input.answers.network;
  if (policies === 'keep') return [];
  const ofStack = policies === 'none' ? policiesIn(input.stack.manifests).map(({ object }) => object) : [];
  const wanted = new Set(allowPolicies(input).map(keyOf));
  return [...ofStack, ...barePolicies().filter((policy) => !wanted.has(keyOf(policy)))];
}
