import * as v from 'valibot';
import type { SecretRef } from '../secret.ts';
import { name, words } from './scalars.ts';
import { path } from './urls.ts';
import { says } from './wording.ts';

const SECRET_FORM = says(
  'must be a reference, { env: NAME }, { file: PATH } or { secret: NAME, key: KEY }',
  '참조여야 합니다: { env: NAME }, { file: PATH } 또는 { secret: NAME, key: KEY }',
);
const PLAIN_SECRET = says(
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
