import { isIP } from 'node:net';
import * as v from 'valibot';
import { label } from './scalars.ts';
import { says } from './wording.ts';

const cidr = v.pipe(
  v.string(),
  v.check(
    (range) => {
      const [address = '', bits = '', ...more] = range.split('/');
      const longest = isIP(address) === 6 ? 128 : 32;
      return more.length === 0 && isIP(address) !== 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= longest;
    },
    says('must be a range of addresses such as 10.0.0.0/24', '10.0.0.0/24 같은 주소 범위여야 합니다'),
  ),
  v.check(
    startsRange,
    says(
      'must begin with the first address of the range, such as 10.0.0.0/24, or end in /32',
      '10.0.0.0/24처럼 범위의 첫 주소로 시작하거나 /32로 끝나야 합니다',
    ),
  ),
);

/** Whether no bit is set beyond the range, as newer Kubernetes demands; IPv4 only. */
function startsRange(range: string): boolean {
  const [address = '', bits = '32'] = range.split('/');
  if (isIP(address) !== 4) return true;
  const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  return number % 2 ** (32 - Number(bits)) === 0;
}

const to = v.optional(v.picklist(['grafana', 'prometheus', 'alertmanager']), 'prometheus');

const source = v.union(
  [v.strictObject({ namespace: label, to }), v.strictObject({ cidr, to })],
  says(
    'must be { namespace, to } or { cidr, to }; to is grafana, prometheus or alertmanager',
    '{ namespace, to } 또는 { cidr, to }여야 합니다. to는 grafana, prometheus, alertmanager 중 하나입니다',
  ),
);

/** Answers about NetworkPolicies (section 5.3). */
export const network = v.strictObject({
  policies: v.optional(
    v.pipe(
      v.picklist(['stack', 'keep', 'none']),
      v.description("stack: the stack's, plus what our own flows need; keep: none is touched; none: there are none"),
    ),
    'stack',
  ),
  allow: v.optional(v.pipe(v.array(source), v.description('Who else may reach a component')), []),
});
