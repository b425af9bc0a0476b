import * as v from 'valibot';
import { alerting, msteams } from './schema/alerting.ts';
import { etcd } from './schema/etcd.ts';
import { exporters } from './schema/exporters.ts';
import { grafana } from './schema/grafana.ts';
import { images } from './schema/images.ts';
import { network } from './schema/network.ts';
import { placement } from './schema/placement.ts';
import { prometheus } from './schema/prometheus.ts';
import { proxy } from './schema/proxy.ts';
import { duration, name, prometheusSize, quantity, words } from './schema/scalars.ts';
import { httpUrl, nameOrPath, path } from './schema/urls.ts';
import { says } from './schema/wording.ts';

const cluster = v.strictObject({
  name: v.optional(v.pipe(words, v.description('externalLabels.cluster of Prometheus (5.3)'))),
  context: v.optional(v.string()),
  server: v.optional(httpUrl),
  uid: v.optional(v.pipe(v.string(), v.description('UID of the namespace kube-system'))),
});

const stackOrigin = v.strictObject({
  source: v.optional(
    v.pipe(v.picklist(['tks-platform', 'kube-prometheus', 'directory']), v.description('Left out: tks-platform')),
  ),
  repository: v.optional(nameOrPath),
  ref: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^[^-\s][^\s]*$/, says('must be a branch, a tag or a commit', '브랜치, 태그 또는 커밋이어야 합니다')),
    ),
  ),
  directory: v.optional(v.pipe(path, v.description('For source: directory; a folder that holds manifests/'))),
});

// With a source, what belongs to another one may stand in a layer below and waits there; without, a folder is a mistake.
const stack = v.pipe(
  stackOrigin,
  v.forward(
    v.check(
      ({ source, directory }) => directory === undefined || source !== undefined,
      says(
        'is for source: directory only; set stack.source: directory, or leave the folder out',
        'source: directory일 때만 씁니다. stack.source: directory를 지정하거나 이 항목을 빼십시오',
      ),
    ),
    ['directory'],
  ),
  v.transform(({ source = 'tks-platform', ...rest }) => ({ source, ...rest })),
);

const storage = v.strictObject({
  className: v.optional(
    v.pipe(
      name,
      v.description(
        "StorageClass (4.4, 5.3); left out: the stack's own, else that of the volumes there are, else the default",
      ),
    ),
  ),
  prometheus: v.optional(
    v.strictObject({
      size: v.optional(v.pipe(quantity, v.description("Left out: the stack's own, else 50Gi"))),
      retention: v.optional(v.pipe(duration, v.description("Left out: the stack's own, else 15d"))),
      retentionSize: v.optional(v.pipe(prometheusSize, v.description('Left out: 85 % of size'))),
    }),
    {},
  ),
  alertmanager: v.optional(
    v.strictObject({ size: v.optional(v.pipe(quantity, v.description("Left out: the stack's own, else 5Gi"))) }),
    {},
  ),
  grafana: v.optional(
    v.strictObject({ size: v.optional(v.pipe(quantity, v.description("Left out: the stack's own, else 10Gi"))) }),
    {},
  ),
});

/** What an answers file may hold (DESIGN 6); every default stands here. */
export const answersSchema = v.strictObject({
  cluster: v.optional(v.pipe(cluster, v.description('Which cluster this is; what is given here must match')), {}),
  stack: v.optional(v.pipe(stack, v.description('Where the manifests come from (2.1)')), {}),
  storage: v.optional(v.pipe(storage, v.description('Volumes (4.4, 5.3)')), {}),
  grafana: v.optional(v.pipe(grafana, v.description('Grafana (3.2 to 3.4, 4.3, 4.4, 5.3)')), {}),
  etcd: v.optional(etcd),
  prometheus: v.optional(v.pipe(prometheus, v.description("Prometheus' own shape (5.3)")), {}),
  placement: v.optional(v.pipe(placement, v.description('Where pods run, every component but node-exporter (5.3)'))),
  controlPlane: v.optional(
    v.pipe(
      v.picklist(['services', 'none']),
      v.description('Services for scheduler and controller-manager, or neither their monitors nor their alerts (5.3)'),
    ),
    'services',
  ),
  network: v.optional(v.pipe(network, v.description('NetworkPolicies (5.3)')), {}),
  metricsApi: v.optional(
    v.pipe(
      v.picklist(['auto', 'adapter', 'none']),
      v.description('Who answers metrics.k8s.io; auto keeps an existing metrics-server'),
    ),
    'auto',
  ),
  alerting: v.optional(alerting, {}),
  msteams: v.optional(v.pipe(msteams, v.description('The helm chart of prometheus-msteams (6)')), {}),
  exporters: v.optional(v.pipe(exporters, v.description('Exporters for MariaDB and Redis')), {}),
  images: v.optional(v.pipe(images, v.description('Where images are pulled from (5.3)')), {}),
  proxy: v.optional(
    v.pipe(proxy, v.description('Proxy for what leaves the cluster: Alertmanager, prometheus-msteams')),
  ),
  overlays: v.optional(v.pipe(v.array(path), v.description('kustomize folders, applied last')), []),
  adopt: v.optional(
    v.pipe(v.picklist(['ask', 'take']), v.description('Values that others set and no answer names')),
    'ask',
  ),
});

/** The operator's decisions, defaults filled in; what is required and missing is found by the questions, not here. */
export type Answers = v.InferOutput<typeof answersSchema>;

/** The same as a person writes it. */
export type AnswersFile = v.InferInput<typeof answersSchema>;
