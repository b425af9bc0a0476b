import * as v from 'valibot';
import { httpUrl } from './urls.ts';
import { says } from './wording.ts';

const direct = v.pipe(
  v.string(),
  v.regex(
    /^[^\s,/]+(\/[0-9]{1,3})?$/,
    says(
      'must be one host, domain or range such as .example.com or 10.0.0.0/8, without commas',
      '.example.com, 10.0.0.0/8 같은 호스트, 도메인 또는 범위 하나여야 합니다. 쉼표는 쓸 수 없습니다',
    ),
  ),
);

/** Answers about the proxy for what leaves the cluster. */
export const proxy = v.pipe(
  v.strictObject({
    https: v.optional(v.pipe(httpUrl, v.description('The proxy for https:// URLs; often itself an http:// one'))),
    http: v.optional(v.pipe(httpUrl, v.description('The proxy for http:// URLs; left out: they go direct'))),
    noProxy: v.optional(
      v.pipe(v.array(direct), v.description('What else is reached directly; the cluster itself always is')),
      [],
    ),
  }),
  v.check(
    ({ https, http }) => https !== undefined || http !== undefined,
    says('needs https or http, the URL of the proxy', '프록시 URL인 https 또는 http가 필요합니다'),
  ),
);
