import * as v from 'valibot';
import { says } from './wording.ts';

// A raw # or ? doesn't end the search: in a token that was pasted as it is, it ends the host for the parser alone.
const noPasswordInUrl = (url: string) => !/:\/\/[^/]*:[^/]*@/.test(url);
const PASSWORD_IN_URL = says(
  'must not carry a password: it would stay in this file and in every copy of it',
  '비밀번호를 담으면 안 됩니다. 이 파일과 모든 사본에 남습니다',
);

/** Only ssh needs a user in its URL, and has no token there; that of a password is said by itself. */
const noUserInUrl = (url: string) => {
  if (/^(git\+)?ssh:/i.test(url) || !noPasswordInUrl(url)) return true;
  if (/:\/\/[^/]*@/.test(url)) return false;
  if (!URL.canParse(url)) return true;
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
