import * as v from 'valibot';
import { millisecondsOf } from '../../prometheus/duration.ts';
import { duration, httpUrl, label, name, secret, words } from './scalars.ts';
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
  'node-role.kubernetes.io/infra 같은 라벨 키여야 합니다',
);
const LABEL_VALUE = says(
  'must be the value of a label: letters, digits, - _ and ., at most 63, or ""',
  '라벨 값이어야 합니다. 영문자, 숫자, -, _, .만 63자까지 쓸 수 있고 ""도 됩니다',
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

const REGISTRY = says(
  'must be a registry such as registry.bank.internal or harbor.bank:5000/quay, without https://',
  'registry.bank.internal 또는 harbor.bank:5000/quay 같은 레지스트리여야 합니다. https://는 빼십시오',
);
const registry = v.pipe(
  v.string(REGISTRY),
  v.regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?(:[0-9]{1,5})?(\/[a-z0-9._-]+)*$/, REGISTRY),
);

/** Answers about images (section 5.3). */
export const images = v.strictObject({
  registry: v.optional(v.pipe(registry, v.description("Takes the place of every image's registry"))),
  mirrors: v.optional(
    v.pipe(v.record(registry, registry), v.description('Takes the place of one registry, such as quay.io')),
    {},
  ),
  pullSecrets: v.optional(v.pipe(v.array(name), v.description('Secrets in monitoring to pull images with')), []),
});

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
