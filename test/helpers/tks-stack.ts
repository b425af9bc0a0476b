import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { JsonMap, KubeObject } from '../../lib/kubernetes/object.ts';
import { asList, asMap, fieldAt, withField, withNamed } from '../../lib/manifests/field.ts';
import { loadStack } from '../../lib/stack/load.ts';
import type { Stack } from '../../lib/stack.ts';
import { MINIATURE } from './stack.ts';

const OLD = { class: 'old-rbd-sc', host: 'grafana.old.example.com', registry: 'registry.old.example.com' };

/**
 * A repository laid out as tks-platform, whose files were edited by hand for another environment: every value that the
 * answers set stands there already, with another content. Made from the miniature stack.
 */
export async function tksStack(): Promise<Stack> {
  const folder = mkdtempSync(join(tmpdir(), 'tks-stack-'));
  try {
    const root = join(folder, 'prometheus-stack');
    cpSync(MINIATURE, root, { recursive: true });
    for (const [file, edit] of Object.entries(EDITS)) change(join(root, file), edit);
    for (const [file, content] of Object.entries(MORE)) writeFileSync(join(root, file), content);
    for (const [file, to] of RENAMED) renameSync(join(root, file), join(root, to));
    return await loadStack(folder, { source: 'tks-platform' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Edit = (object: KubeObject) => KubeObject;

function change(path: string, edit: Edit): void {
  writeFileSync(path, stringify(edit(parse(readFileSync(path, 'utf8')) as KubeObject)));
}

function set(...fields: readonly (readonly [path: string, value: unknown])[]): Edit {
  return (object) => fields.reduce((at, [path, value]) => withField(at, path.split('/'), value as JsonMap), object);
}

const claim = (size: string) => ({
  volumeClaimTemplate: {
    metadata: { name: 'data' },
    spec: {
      storageClassName: OLD.class,
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: size } },
    },
  },
});

const REMOTE_WRITE = {
  name: 'old',
  url: 'https://thanos.old.example.com/api/v1/receive',
  basicAuth: { username: { name: 'old', key: 'user' }, password: { name: 'old', key: 'password' } },
};

const ALERTMANAGER_YAML = `global:
  resolve_timeout: 5m
  http_config: { follow_redirects: true }
route:
  receiver: prometheus-msteams
  group_by: [namespace, alertname]
  group_wait: 10s
  group_interval: 5m
  repeat_interval: 3h
  routes:
    - { receiver: Watchdog, matchers: [alertname = Watchdog] }
    - { receiver: "null", matchers: [alertname = InfoInhibitor] }
    - { receiver: open-api-monitoring, matchers: [severity = critical], continue: true }
inhibit_rules:
  - source_matchers: [severity = critical]
    target_matchers: ["severity =~ warning|info"]
    equal: [namespace, alertname]
receivers:
  - name: prometheus-msteams
    webhook_configs: [{ url: "http://prometheus-msteams:2000/old", send_resolved: true }]
  - name: open-api-monitoring
    webhook_configs: [{ url: "http://alerts.old.example.com/api" }]
  - name: Watchdog
    webhook_configs: [{ url: "http://dead-man.old.example.com/ping", send_resolved: false }]
  - name: "null"
`;

const GRAFANA_INI = `# edited by hand
[server]
root_url = https://${OLD.host}
enable_gzip = true

[auth.generic_oauth]
enabled = true
name = Old
client_id = grafana-old
scopes = openid profile
auth_url = https://keycloak.old.example.com/realms/old/protocol/openid-connect/auth
token_url = https://keycloak.old.example.com/realms/old/protocol/openid-connect/token
api_url = https://keycloak.old.example.com/realms/old/protocol/openid-connect/userinfo
tls_skip_verify_insecure = true
auto_login = true
allow_assign_grafana_admin = true

[security]
allow_embedding = true

[date_formats]
default_timezone = Asia/Seoul
`;

const EDITS: Readonly<Record<string, Edit>> = {
  'manifests/prometheus-prometheus.yaml': set(
    ['spec/storage', claim('20Gi')],
    ['spec/retention', '7d'],
    ['spec/retentionSize', '15GB'],
    ['spec/replicas', 1],
    ['spec/scrapeInterval', '1m'],
    ['spec/externalLabels', { cluster: 'old-dev', site: 'seoul' }],
    ['spec/secrets', ['etcd-certs']],
    ['spec/image', `${OLD.registry}/prometheus/prometheus:v3.12.0`],
    ['spec/nodeSelector', { 'kubernetes.io/os': 'linux', 'old.example.com/monitoring': 'yes' }],
    ['spec/remoteWrite', [REMOTE_WRITE]],
  ),
  'manifests/alertmanager-alertmanager.yaml': set(
    ['spec/storage', claim('2Gi')],
    ['spec/replicas', 1],
    ['spec/imagePullSecrets', [{ name: 'old-registry' }]],
  ),
  'manifests/alertmanager-secret.yaml': set(['stringData', { 'alertmanager.yaml': ALERTMANAGER_YAML }]),
  'manifests/grafana-config.yaml': set(['stringData', { 'grafana.ini': GRAFANA_INI }]),
  'manifests/grafana-deployment.yaml': (object) => {
    const spec = asMap(fieldAt(object, 'spec', 'template', 'spec'));
    const volume = { name: 'grafana-storage', persistentVolumeClaim: { claimName: 'grafana-storage-pvc' } };
    const [container] = asList(spec.containers).map(asMap);
    return set(
      ['spec/template/spec/volumes', withNamed(asList(spec.volumes), volume)],
      ['spec/template/spec/containers', [{ ...container, image: `${OLD.registry}/grafana/grafana:13.0.2` }]],
    )(object);
  },
  'preliminary/grafana-pvc.yaml': set(
    ['metadata/name', 'grafana-storage-pvc'],
    ['spec/resources', { requests: { storage: '20Gi' } }],
  ),
  'cert-manager/09.grafanaIngressCert.yaml': set(['metadata/name', 'grafana-cert'], ['spec/secretName', 'tks-tls']),
  'preliminary/grafana-ingress.yaml': set(['spec/tls', [{ hosts: [OLD.host], secretName: 'tks-tls' }]]),
};

const ETCD_LABELS = { 'k8s-app': 'etcd' };
const etcd = (apiVersion: string, kind: string, name: string, more: object) =>
  stringify({ apiVersion, kind, metadata: { name, namespace: 'monitoring', labels: ETCD_LABELS }, ...more });

/** A certificate that isn't Grafana's; section 5.3 as it was carried out by hand, and a ServiceMonitor. */
const MORE: Readonly<Record<string, string>> = {
  'cert-manager/04.portalCert.yaml': stringify({
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name: 'portal', namespace: 'portal' },
    spec: { secretName: 'portal-tls', dnsNames: ['portal.old.example.com'], issuerRef: { name: 'grafana-ca-issuer' } },
  }),
  'manifests/etcd-endpoint.yaml': etcd('v1', 'Endpoints', 'etcd-metrics', {
    subsets: [{ addresses: [{ ip: '192.0.2.11' }], ports: [{ name: 'metrics', port: 2379 }] }],
  }),
  'manifests/etcd-service.yaml': etcd('v1', 'Service', 'etcd-metrics', {
    spec: { clusterIP: 'None', ports: [{ name: 'metrics', port: 2379, targetPort: 2379 }] },
  }),
  'manifests/etcd-serviceMonitor.yaml': etcd('monitoring.coreos.com/v1', 'ServiceMonitor', 'etcd-k8s', {
    spec: {
      selector: { matchLabels: ETCD_LABELS },
      endpoints: [
        {
          port: 'metrics',
          scheme: 'https',
          tlsConfig: {
            caFile: '/etc/prometheus/secrets/etcd-certs/ca.pem',
            certFile: '/etc/prometheus/secrets/etcd-certs/node-old1.pem',
            keyFile: '/etc/prometheus/secrets/etcd-certs/node-old1-key.pem',
          },
        },
      ],
    },
  }),
};

const RENAMED: readonly (readonly [from: string, to: string])[] = [
  ['cert-manager/02.caCert.yaml', 'cert-manager/02.ca.yaml'],
  ['cert-manager/03.intermediateCA.yaml', 'cert-manager/03.issuer.yaml'],
  ['cert-manager/09.grafanaIngressCert.yaml', 'cert-manager/grafana-cert.yaml'],
  ['preliminary/grafana-ingress.yaml', 'preliminary/ingress.yaml'],
  ['preliminary/grafana-pvc.yaml', 'preliminary/pvc.yaml'],
];
