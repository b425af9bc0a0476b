import * as v from 'valibot';
import { httpUrl, label, port, secret } from './scalars.ts';

const common = {
  name: v.pipe(v.string(), v.minLength(1)),
  severities: v.optional(v.pipe(v.array(v.picklist(['critical', 'warning', 'info', 'none'])), v.minLength(1))),
};

const receiver = v.variant('type', [
  v.strictObject({
    ...common,
    type: v.literal('prometheus-msteams'),
    path: v.pipe(v.string(), v.regex(/^\/[A-Za-z0-9_/-]+$/, 'must be a path such as /alert1')),
    webhookUrl: secret,
  }),
  v.strictObject({ ...common, type: v.literal('msteams'), webhookUrl: secret }),
  v.strictObject({ ...common, type: v.literal('webhook'), url: httpUrl }),
]);

const uniqueNames = <T extends { name: string }>(items: T[]) => new Set(items.map((i) => i.name)).size === items.length;

/** Answers about who is told of alerts (section 5.3). */
export const alerting = v.strictObject({
  receivers: v.optional(v.pipe(v.array(receiver), v.check(uniqueNames, 'two receivers have the same name')), []),
});

/** Answers about the helm chart of section 6. */
export const msteams = v.strictObject({
  repository: v.optional(httpUrl, 'https://prometheus-msteams.github.io/prometheus-msteams/'),
  chart: v.optional(v.pipe(v.string(), v.minLength(1)), 'prometheus-msteams'),
  version: v.optional(v.string(), '1.3.6'),
});

const mysqld = v.strictObject({
  name: label,
  host: v.pipe(v.string(), v.minLength(1)),
  port: v.optional(port, 3306),
  user: v.pipe(v.string(), v.minLength(1)),
  password: secret,
});

const redisAddress = v.pipe(
  v.string(),
  v.regex(
    /^rediss?:\/\/[^\s/@]+(:[0-9]+)?$/,
    'must be an address such as redis://redis.cache:6379, without a password',
  ),
);
const redis = v.strictObject({ name: label, address: redisAddress, password: v.optional(secret) });

/** Answers about the exporters for MariaDB and Redis. */
export const exporters = v.strictObject({
  mysqld: v.optional(v.pipe(v.array(mysqld), v.check(uniqueNames, 'two targets have the same name')), []),
  redis: v.optional(v.pipe(v.array(redis), v.check(uniqueNames, 'two targets have the same name')), []),
});
