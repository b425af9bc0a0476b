import * as v from 'valibot';
import { httpUrl, label, nameOrPath, port, secret, words } from './scalars.ts';
import { says } from './wording.ts';

const severities = v.pipe(
  v.array(v.picklist(['critical', 'warning', 'info', 'none'])),
  v.minLength(1),
  v.description('Only alerts of these severities; left out: all'),
);
const receiverName = v.pipe(
  v.string(),
  v.regex(/\S/, says('must not be empty', '비어 있으면 안 됩니다')),
  v.check(
    (name) => name !== 'null',
    says(
      'must not be null: by that name the stack silences alerts',
      'null은 쓸 수 없습니다. 스택이 알림을 버리는 수신자의 이름입니다',
    ),
  ),
);
const common = {
  name: receiverName,
  severities: v.optional(severities),
};

const receiver = v.variant('type', [
  v.strictObject({
    ...common,
    type: v.literal('prometheus-msteams'),
    path: v.pipe(
      v.string(),
      v.regex(/^\/[A-Za-z0-9_/-]+$/, says('must be a path such as /alert1', '/alert1 같은 경로여야 합니다')),
      v.description('request_path of prometheus-msteams (6.2)'),
    ),
    webhookUrl: secret,
  }),
  v.strictObject({ ...common, type: v.literal('msteams'), webhookUrl: secret }),
  v.strictObject({ ...common, type: v.literal('webhook'), url: httpUrl }),
]);
type Receiver = v.InferOutput<typeof receiver>;

const unique = (values: string[]) => new Set(values).size === values.length;
const uniqueNames = <T extends { name: string }>(items: T[]) => unique(items.map((item) => item.name));
const uniquePaths = (items: Receiver[]) => unique(items.flatMap((item) => ('path' in item ? [item.path] : [])));

const SAME_TARGET = says('two targets have the same name', '같은 이름의 대상이 둘 있습니다');

/** Answers about who is told of alerts (section 5.3). */
export const alerting = v.strictObject({
  receivers: v.optional(
    v.pipe(
      v.array(receiver),
      v.check(uniqueNames, says('two receivers have the same name', '같은 이름의 수신자가 둘 있습니다')),
      v.check(uniquePaths, says('two receivers have the same path', '같은 경로의 수신자가 둘 있습니다')),
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

const mysqld = v.strictObject({
  name: label,
  host: words,
  port: v.optional(port, 3306),
  user: words,
  password: secret,
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
const redis = v.strictObject({ name: label, address: redisAddress, password: v.optional(secret) });

/** Answers about the exporters for MariaDB and Redis. */
export const exporters = v.strictObject({
  mysqld: v.optional(v.pipe(v.array(mysqld), v.check(uniqueNames, SAME_TARGET)), []),
  redis: v.optional(v.pipe(v.array(redis), v.check(uniqueNames, SAME_TARGET)), []),
});
