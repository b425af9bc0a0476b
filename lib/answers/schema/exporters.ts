import * as v from 'valibot';
import { label, port, server, words } from './scalars.ts';
import { secret } from './secret.ts';
import { path } from './urls.ts';
import { says } from './wording.ts';

const SAME_TARGET = says('has the name of another target', '다른 대상과 이름이 같습니다');
const isFirst = <T extends { name: string }>(item: T, i: number, items: T[]) =>
  items.findIndex(({ name }) => name === item.name) === i;

const certificateAuthority = v.optional(
  v.pipe(
    v.strictObject({ file: path }),
    v.description("CA of the server's certificate, PEM: the exporter speaks TLS and checks it"),
  ),
);

const mysqld = v.strictObject({
  name: label,
  host: server,
  port: v.optional(port, 3306),
  user: words,
  password: secret,
  ca: certificateAuthority,
});

const redisAddress = v.pipe(
  v.string(),
  v.regex(
    /^rediss?:\/\/(\[[0-9a-fA-F:]+\]|[^\s:/@[\]]+)(:[0-9]{1,5})?$/,
    says(
      'must be an address such as redis://redis.cache:6379, without a password',
      'redis://redis.cache:6379 같은 주소여야 합니다. 비밀번호는 빼십시오',
    ),
  ),
);
const redis = v.pipe(
  v.strictObject({ name: label, address: redisAddress, password: v.optional(secret), ca: certificateAuthority }),
  v.forward(
    v.check(
      ({ address, ca }) => ca === undefined || address.startsWith('rediss://'),
      says('needs an address with rediss://', 'rediss:// 주소에만 쓸 수 있습니다'),
    ),
    ['ca'],
  ),
);

/** Answers about the exporters for MariaDB and Redis. */
export const exporters = v.strictObject({
  mysqld: v.optional(v.pipe(v.array(mysqld), v.checkItems(isFirst, SAME_TARGET)), []),
  redis: v.optional(v.pipe(v.array(redis), v.checkItems(isFirst, SAME_TARGET)), []),
});
