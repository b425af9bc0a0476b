import * as v from 'valibot';
import { millisecondsOf } from '../../prometheus/duration.ts';
import { duration, label, words } from './scalars.ts';
import { secret } from './secret.ts';
import { httpUrl } from './urls.ts';
import { says } from './wording.ts';

const CPU = says('must be an amount of CPU such as 500m or 2', '500m, 2 같은 CPU 양이어야 합니다');
const cpu = v.pipe(
  v.union([v.string(), v.number()], CPU),
  v.transform(String),
  v.regex(/^([0-9]+(\.[0-9]+)?|[0-9]+m)$/, CPU),
);
const MEMORY = says('must be an amount of memory such as 2Gi', '2Gi 같은 메모리 양이어야 합니다');
const memory = v.pipe(v.string(MEMORY), v.regex(/^[1-9][0-9]*(\.[0-9]+)?(Ki|Mi|Gi|Ti|k|M|G|T)?$/, MEMORY));
const amounts = v.strictObject({ cpu: v.optional(cpu), memory: v.optional(memory) });

const remoteWrite = v.pipe(
  v.strictObject({
    url: httpUrl,
    name: v.optional(label),
    basicAuth: v.optional(v.strictObject({ username: words, password: secret })),
    bearerToken: v.optional(secret),
  }),
  v.check(
    ({ basicAuth, bearerToken }) => !basicAuth || !bearerToken,
    says('takes basicAuth or bearerToken, not both', 'basicAuth와 bearerToken 중 하나만 쓸 수 있습니다'),
  ),
);

const unique = (values: unknown[]) => new Set(values).size === values.length;
const uniqueTargets = (targets: v.InferOutput<typeof remoteWrite>[]) =>
  unique(targets.flatMap(({ name: named }) => named ?? [])) &&
  unique(targets.map(({ name: named, url }) => `${named ?? ''} ${url}`));

const INTERVAL = says('must be 1s or more, such as 30s', '30s처럼 1s 이상이어야 합니다');

/** Answers about Prometheus itself; what is left out stays as the stack has it (section 5.3). */
export const prometheus = v.strictObject({
  replicas: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  resources: v.optional(v.strictObject({ requests: v.optional(amounts), limits: v.optional(amounts) })),
  scrapeInterval: v.optional(
    v.pipe(
      duration,
      v.check((interval) => millisecondsOf(interval) >= 1000, INTERVAL),
      v.description('Of every target; those that the stack scrapes more often than every 10 s stay'),
    ),
  ),
  namespaces: v.optional(
    v.pipe(
      v.union(
        [v.literal('all'), v.pipe(v.array(label), v.minLength(1))],
        says('must be a list of namespaces, or all', '네임스페이스 목록 또는 all이어야 합니다'),
      ),
      v.description('More namespaces that it may scrape (RBAC)'),
    ),
  ),
  remoteWrite: v.optional(
    v.pipe(
      v.array(remoteWrite),
      v.check(
        uniqueTargets,
        says(
          'two targets have the same name, or the same url and no name',
          '이름이 같거나, 이름 없이 url이 같은 대상이 둘 있습니다',
        ),
      ),
      v.description('Where samples are sent as well; targets of the stack stay'),
    ),
  ),
});
