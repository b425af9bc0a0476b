import * as v from 'valibot';
import { alerting, exporters, msteams } from './schema/alerting.ts';
import { etcd } from './schema/etcd.ts';
import { grafana } from './schema/grafana.ts';
import { duration, httpUrl, name, path, prometheusSize, quantity } from './schema/scalars.ts';

const cluster = v.strictObject({
  name: v.optional(v.pipe(v.string(), v.minLength(1))),
  context: v.optional(v.string()),
  server: v.optional(httpUrl),
  uid: v.optional(v.string()),
});

const stack = v.strictObject({
  source: v.optional(v.picklist(['tks-platform', 'kube-prometheus', 'directory']), 'tks-platform'),
  repository: v.optional(v.pipe(v.string(), v.minLength(1))),
  ref: v.optional(v.pipe(v.string(), v.regex(/^[^-\s][^\s]*$/, 'must be a branch, a tag or a commit'))),
  directory: v.optional(path),
});

const storage = v.strictObject({
  className: v.optional(name),
  prometheus: v.optional(
    v.strictObject({
      size: v.optional(quantity, '50Gi'),
      retention: v.optional(duration, '15d'),
      retentionSize: v.optional(prometheusSize),
    }),
    {},
  ),
  alertmanager: v.optional(v.strictObject({ size: v.optional(quantity, '5Gi') }), {}),
  grafana: v.optional(v.strictObject({ size: v.optional(quantity, '10Gi') }), {}),
});

/** What an answers file may hold (DESIGN 6); every default stands here. */
export const answersSchema = v.strictObject({
  cluster: v.optional(cluster, {}),
  stack: v.optional(stack, {}),
  storage: v.optional(storage, {}),
  grafana: v.optional(grafana, {}),
  etcd: v.optional(etcd),
  metricsApi: v.optional(v.picklist(['auto', 'adapter', 'none']), 'auto'),
  alerting: v.optional(alerting, {}),
  msteams: v.optional(msteams, {}),
  exporters: v.optional(exporters, {}),
  adopt: v.optional(v.picklist(['ask', 'take', 'keep']), 'ask'),
});

/** The operator's decisions, defaults filled in; what is required and missing is found by the questions, not here. */
export type Answers = v.InferOutput<typeof answersSchema>;

/** The same as a person writes it. */
export type AnswersFile = v.InferInput<typeof answersSchema>;
