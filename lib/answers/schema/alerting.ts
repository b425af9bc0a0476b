import * as v from 'valibot';
import { receiver } from './receiver.ts';
import { httpUrl, label, nameOrPath, path, port, secret, words } from './scalars.ts';
import { says } from './wording.ts';

const uniqueNames = <T extends { name: string }>(items: T[]) =>
  new Set(items.map(({ name }) => name)).size === items.length;

const SAME_TARGET = says('two targets have the same name', '같은 이름의 대상이 둘 있습니다');

/** Answers about who is told of alerts (section 5.3). */
export const alerting = v.strictObject({
  receivers: v.optional(
    v.pipe(
      v.array(receiver),
      v.checkItems(
        (item, i, items) => items.findIndex(({ name }) => name === item.name) === i,
        says('has the name of another receiver', '다른 수신자와 이름이 같습니다'),
      ),
      v.checkItems(
        (item, i, items) =>
          !('path' in item) || items.findIndex((other) => 'path' in other && other.path === item.path) === i,
        says('has the path of another receiver', '다른 수신자와 path가 같습니다'),
      ),
      v.description('Who is told of alerts (5.3)'),
    ),
    [],
  ),
});

/** Answers about the helm chart of section 6. */
export const msteams = v.strictObject({
  repository: v.optional(httpUrl, 'https://prometheus-msteams.github.io/prometheus-msteams/'),
  chart: v.optional(
    v.pipe(nameOrPath, v.description('A name in the repository, a folder, a .tgz or an oci:// reference')),
    'prometheus-msteams',
  ),
  version: v.optional(v.string(), '1.3.6'),
});

const certificateAuthority = v.optional(
  v.pipe(
    v.strictObject({ file: path }),
    v.description("CA of the server's certificate, PEM: the exporter speaks TLS and checks it"),
  ),
);

const mysqld = v.strictObject({
  name: label,
  host: words,
  port: v.optional(port, 3306),
  user: words,
  password: secret,
  ca: certificateAuthority,
});

const redisAddress = v.pipe(
  v.string(),
  v.regex(
    /^rediss?:\/\/[^\s/@]+(:[0-9]+)?$/,
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
  mysqld: v.optional(v.pipe(v.array(mysqld), v.check(uniqueNames, SAME_TARGET)), []),
  redis: v.optional(v.pipe(v.array(redis), v.check(uniqueNames, SAME_TARGET)), []),
});
