import * as v from 'valibot';
import { words } from './scalars.ts';
import { says } from './wording.ts';

const toleration = v.pipe(
  v.strictObject({
    key: v.optional(words),
    operator: v.optional(v.picklist(['Equal', 'Exists'])),
    value: v.optional(v.string()),
    effect: v.optional(v.picklist(['NoSchedule', 'PreferNoSchedule', 'NoExecute'])),
    tolerationSeconds: v.optional(v.pipe(v.number(), v.integer())),
  }),
  v.check(
    ({ key, operator }) => key !== undefined || operator === 'Exists',
    says('without a key needs operator: Exists', 'key가 없으면 operator: Exists여야 합니다'),
  ),
  v.check(
    ({ operator, value }) => operator !== 'Exists' || !value,
    says('takes no value with operator: Exists', 'operator: Exists에는 value를 쓸 수 없습니다'),
  ),
  v.check(
    ({ effect, tolerationSeconds }) => tolerationSeconds === undefined || effect === 'NoExecute',
    says(
      'takes tolerationSeconds with effect: NoExecute only',
      'tolerationSeconds는 effect: NoExecute에만 쓸 수 있습니다',
    ),
  ),
);

const LABEL_KEY = says(
  'must be the key of a label such as node-role.kubernetes.io/infra',
  'node-role.kubernetes.io/infra 같은 레이블 키여야 합니다',
);
const LABEL_VALUE = says(
  'must be the value of a label: letters, digits, - _ and ., at most 63, or ""',
  '레이블 값이어야 합니다. 영문자, 숫자, -, _, .만 63자까지 쓸 수 있고 ""도 됩니다',
);
const labelKey = v.pipe(
  v.string(),
  v.regex(/^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/, LABEL_KEY),
);
const labelValue = v.pipe(v.string(), v.regex(/^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/, LABEL_VALUE));

/** Answers about where pods run (section 5.3). */
export const placement = v.strictObject({
  nodeSelector: v.optional(v.record(labelKey, labelValue)),
  tolerations: v.optional(v.array(toleration)),
});
