import * as v from 'valibot';
import type { SecretRef } from '../secret.ts';
import { says } from './wording.ts';

/** Text that isn't empty. */
export const words = v.pipe(v.string(), v.minLength(1));

/** A DNS-1123 label, as names of namespaces and Services are. */
export const label = v.pipe(
  v.string(),
  v.regex(
    /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
    says('must be lower-case letters, digits and -, at most 63', '소문자, 숫자, -만 쓸 수 있고 63자 이하여야 합니다'),
  ),
);

/** A DNS-1123 subdomain, as most names in Kubernetes are. */
export const name = v.pipe(
  v.string(),
  v.maxLength(253),
  v.regex(
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
    says('must be lower-case letters, digits, - and .', '소문자, 숫자, -, .만 쓸 수 있습니다'),
  ),
);

/** A host name in an Ingress and a certificate. */
export const host = v.pipe(
  v.string(),
  v.maxLength(253),
  v.regex(
    /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)+$/,
    says(
      'must be a host name such as grafana.example.com, without https:// or a port',
      'grafana.example.com 같은 호스트 이름이어야 합니다. https://나 포트는 빼십시오',
    ),
  ),
);

const QUANTITY = says('must be a quantity such as 50Gi', '50Gi 같은 용량이어야 합니다');

/** A size of a volume: a Kubernetes quantity in whole units. */
export const quantity = v.pipe(
  v.string(QUANTITY),
  v.regex(/^[1-9][0-9]*(\.[0-9]+)?(Ki|Mi|Gi|Ti|Pi|k|M|G|T|P)?$/, QUANTITY),
);

const DURATION = says('must be a duration such as 15d', '15d 같은 기간이어야 합니다');

/** A duration as Prometheus reads it, such as 15d or 1d12h. */
export const duration = v.pipe(
  v.string(DURATION),
  v.regex(/^(?=.)([0-9]+y)?([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$/, DURATION),
);

const SIZE = says('must be a size such as 42GiB', '42GiB 같은 크기여야 합니다');

/** A size as Prometheus reads it, such as 42GiB. */
export const prometheusSize = v.pipe(
  v.string(SIZE),
  v.regex(/^[1-9][0-9]*(B|KB|MB|GB|TB|PB|EB|KiB|MiB|GiB|TiB|PiB|EiB)$/, SIZE),
);

export const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535));

const noPasswordInUrl = (url: string) => !/:\/\/[^/?#\s]*:[^/?#\s]*@/.test(url);
const PASSWORD_IN_URL = says(
  'must not carry a password: it would stay in this file and in every copy of it',
  '비밀번호를 담으면 안 됩니다. 이 파일과 모든 사본에 남습니다',
);

/** Only ssh needs a user in its URL, and has no token there. */
const noUserInUrl = (url: string) => {
  if (!URL.canParse(url) || /^(git\+)?ssh:/i.test(url)) return true;
  const { username, password } = new URL(url);
  return username === '' && password === '';
};
const USER_IN_URL = says(
  'must not carry a user or a token before the @: it would stay in this file and in every copy of it',
  '@ 앞에 사용자나 토큰을 담으면 안 됩니다. 이 파일과 모든 사본에 남습니다',
);

/** An absolute URL of http or https. */
export const httpUrl = v.pipe(
  v.string(),
  v.check(
    (url) => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol),
    says('must be a URL that starts with http:// or https://', 'http:// 또는 https://로 시작하는 URL이어야 합니다'),
  ),
  v.check(noPasswordInUrl, PASSWORD_IN_URL),
  v.check(noUserInUrl, USER_IN_URL),
);

/** A path; loading makes a relative one absolute, from the folder of the file it stands in. */
export const path = v.pipe(v.string(), v.minLength(1), v.metadata({ role: 'path' }));

/** Something fetched by name or URL that may as well be a path: one that starts with . / or ~, or ends in .tgz. */
export const nameOrPath = v.pipe(
  v.string(),
  v.minLength(1),
  v.check(noPasswordInUrl, PASSWORD_IN_URL),
  v.check(noUserInUrl, USER_IN_URL),
  v.metadata({ role: 'perhaps-path' }),
);

export const SECRET_FORM = says(
  'must be a reference, { env: NAME }, { file: PATH } or { secret: NAME, key: KEY }',
  '참조여야 합니다: { env: NAME }, { file: PATH } 또는 { secret: NAME, key: KEY }',
);
export const PLAIN_SECRET = says(
  'must be a reference, { env: NAME }, { file: PATH } or { secret: NAME, key: KEY }: a secret in plain text would stay in this file and in every copy of it',
  '참조여야 합니다: { env: NAME }, { file: PATH } 또는 { secret: NAME, key: KEY }. 평문 시크릿은 이 파일과 모든 사본에 그대로 남습니다',
);
const VARIABLE = says('must be the name of an environment variable', '환경 변수 이름이어야 합니다');
const isPlain = (input: unknown) => input !== undefined && (typeof input !== 'object' || Array.isArray(input));

/** A reference to a secret; a plain value in its place is refused with the reason. */
export const secret = v.pipe(
  v.union(
    [
      v.strictObject({ env: v.pipe(v.string(), v.regex(/^[A-Za-z_][A-Za-z0-9_]*$/, VARIABLE)) }),
      v.strictObject({ file: path }),
      v.strictObject({ secret: name, key: words }),
    ],
    (issue) => (isPlain(issue.input) ? PLAIN_SECRET : SECRET_FORM),
  ),
  v.transform((reference): SecretRef => reference),
  v.metadata({ role: 'secret' }),
);

export const stringMap = v.record(v.string(), v.string());
