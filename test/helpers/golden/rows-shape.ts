import type { AnswersFile } from '../../../lib/answers/schema.ts';
import type { Circumstances } from './outcome.ts';

const of = (answers: AnswersFile, more: Omit<Circumstances, 'answers'> = {}): Circumstances => ({ answers, ...more });
const METRICS_SERVER = { metricsApi: { namespace: 'kube-system', service: 'metrics-server' } };
const mysqld = { name: 'orders', host: 'mariadb.db', user: 'exporter', password: { env: 'MYSQL' } } as const;
const redis = { name: 'cache', address: 'redis://redis.cache:6379' } as const;
/** What has pods besides the stack. */
const EVERYTHING: AnswersFile = {
  alerting: {
    receivers: [{ name: 'teams', type: 'prometheus-msteams', path: '/alert1', webhookUrl: { env: 'TEAMS' } }],
  },
  exporters: { mysqld: [mysqld], redis: [redis] },
};
const besideAll = (answers: AnswersFile): Circumstances => ({ from: { answers: EVERYTHING }, answers });

export const shape: Readonly<Record<string, Circumstances>> = {
  'cluster-label': of({ cluster: { name: 'prod-2' } }),
  'prometheus-replicas': of({ prometheus: { replicas: 3 } }),
  'prometheus-one-replica': of({ prometheus: { replicas: 1 } }),
  'prometheus-resources': of({
    prometheus: { resources: { requests: { cpu: '500m', memory: '2Gi' }, limits: { memory: '4Gi' } } },
  }),
  'prometheus-scrape-interval': of({ prometheus: { scrapeInterval: '45s' } }),
  'prometheus-namespaces': of({ prometheus: { namespaces: ['orders', 'cache'] } }),
  'prometheus-all-namespaces': of({ prometheus: { namespaces: 'all' } }),
  'prometheus-remote-write': of({
    prometheus: {
      remoteWrite: [
        { url: 'https://thanos.example.com/api/v1/receive', name: 'thanos' },
        {
          url: 'https://mimir.example.com/api/v1/push',
          name: 'mimir',
          basicAuth: { username: 'tenant', password: { env: 'MIMIR' } },
        },
        { url: 'https://other.example.com/push', name: 'other', bearerToken: { secret: 'vault-other', key: 'token' } },
      ],
    },
  }),
  'prometheus-remote-write-moved': of({
    prometheus: { remoteWrite: [{ url: 'https://thanos.example.com/api/v1/receive', name: 'old' }] },
  }),
  placement: besideAll({
    placement: {
      nodeSelector: { 'node-role.kubernetes.io/infra': '' },
      tolerations: [{ key: 'node-role.kubernetes.io/infra', operator: 'Exists', effect: 'NoSchedule' }],
    },
  }),
  'network-allow': of({
    network: {
      allow: [
        { namespace: 'portal' },
        { namespace: 'portal', to: 'grafana' },
        { cidr: '10.1.0.0/16', to: 'alertmanager' },
        { cidr: 'fd00:1::/64', to: 'prometheus' },
      ],
    },
  }),
  'network-keep': of({ network: { policies: 'keep' } }),
  'network-none': of({ network: { policies: 'none' } }),
  'metrics-api-taken': of({}, { cluster: METRICS_SERVER }),
  'metrics-api-adapter': of({ metricsApi: 'adapter' }, { cluster: METRICS_SERVER }),
  'metrics-api-none': of({ metricsApi: 'none' }),
  'images-registry': besideAll({ images: { registry: 'registry.bank.internal' } }),
  'images-mirrors': besideAll({
    images: { registry: 'registry.bank.internal', mirrors: { 'quay.io': 'harbor.bank.internal/quay' } },
  }),
  'images-pull-secrets': besideAll({ images: { pullSecrets: ['harbor'] } }),
  proxy: {
    answers: { proxy: { https: 'http://proxy.example.com:3128', noProxy: ['10.0.0.0/8', '.bank.internal'] } },
    from: {
      answers: {
        prometheus: { remoteWrite: [{ url: 'https://thanos.example.com/api/v1/receive' }] },
        alerting: {
          receivers: [
            { name: 'teams', type: 'prometheus-msteams', path: '/alert1', webhookUrl: { env: 'TEAMS' } },
            { name: 'native', type: 'msteams', webhookUrl: { env: 'NATIVE' } },
            { name: 'hook', type: 'webhook', url: 'http://alert-receiver.tks.svc:8080/alerts' },
            { name: 'far', type: 'webhook', url: 'https://alerts.example.com/hook' },
            { name: 'slack', type: 'slack', webhookUrl: { env: 'SLACK' } },
          ],
        },
      },
    },
  },
  'exporter-mysqld': of({ exporters: { mysqld: [mysqld] } }),
  'exporter-redis': of({ exporters: { redis: [redis, { ...redis, name: 'queue', password: { env: 'REDIS' } }] } }),
};
