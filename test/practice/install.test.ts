import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { MEMBERS } from '../../lib/inventory/applyset.ts';
import { run } from '../../lib/process/run.ts';
import { findTool } from '../../lib/tools/find.ts';
import {
  changedSince,
  freshPlane,
  kubectl,
  ON_PLANE,
  object,
  objects,
  practiceSecret,
  ROOT,
  resourceVersions,
  runbook,
  secretValue,
} from '../helpers/plane.ts';

test('on a fresh plane', freshPlane);

test('a plan before anything is installed exits 10 and writes nothing', async () => {
  const before = await resourceVersions();
  const plan = await runbook('plan.mts', ...ON_PLANE);
  assert.is(plan.code, 10, plan.stderr);
  assert.match(plan.stdout, '+ Namespace monitoring');
  assert.equal(await changedSince(before), []);
});

test('a wrong answer says where and changes nothing', async () => {
  const before = await resourceVersions();
  const wrong = await runbook('install.mts', ...ON_PLANE, '--yes', '--set', 'storage.className=no-such-class');
  assert.is(wrong.code, 2, wrong.stderr);
  assert.match(wrong.stderr, /storage\.className: .*csi-cephfs-sc/);
  assert.equal(await changedSince(before), []);
});

test('without --yes and without a terminal the plan is printed, and nothing is changed', async () => {
  const before = await resourceVersions();
  const unasked = await runbook('install.mts', ...ON_PLANE);
  assert.is(unasked.code, 2);
  assert.match(unasked.stdout, '+ Namespace monitoring');
  assert.match(unasked.stderr, '--yes');
  assert.equal(await changedSince(before), []);
});

test('--practice installs everything, unasked', async () => {
  const done = await runbook('install.mts', '--practice');
  assert.is(done.code, 0, done.stdout + done.stderr);
  assert.match(done.stdout, 'https://grafana.practice.example/');
});

test('every pod is Ready; Prometheus and Alertmanager are Available with all replicas', async () => {
  const pods = await objects('-n', 'monitoring', 'pods');
  const ready = ({ status }: (typeof pods)[number]) => conditionOf(status, 'Ready') === 'True';
  assert.equal(
    pods.filter((pod) => !ready(pod)).map(({ metadata }) => metadata.name),
    [],
  );
  assert.ok(pods.length >= 17, `${pods.length} pods`);
  for (const [kind, replicas] of [
    ['prometheus/k8s', 2],
    ['alertmanager/main', 3],
  ] as const) {
    const { status } = await object('-n', 'monitoring', kind);
    assert.is(conditionOf(status, 'Available'), 'True', kind);
    assert.is((status as { availableReplicas: number }).availableReplicas, replicas, kind);
  }
});

test('the certificate of Grafana is Ready, for its host, by our CA', async () => {
  const { status } = await object('-n', 'monitoring', 'certificate', 'grafana-tls');
  assert.is(conditionOf(status, 'Ready'), 'True');
  const leaf = new X509Certificate(await secretValue('grafana-tls', 'tls.crt'));
  assert.is(leaf.checkHost('grafana.practice.example'), 'grafana.practice.example');
  assert.ok(leaf.verify(new X509Certificate(await secretValue('grafana-ca-secret', 'tls.crt')).publicKey));
});

test("Secret etcd-certs holds the master's files, byte for byte", async () => {
  const { data } = await object('-n', 'monitoring', 'secret', 'etcd-certs');
  const names = ['ca.pem', 'node-master1-key.pem', 'node-master1.pem'];
  assert.equal(Object.keys(data as object).sort(), names);
  for (const name of names) {
    const read = await run('ssh', [
      '-F',
      join(ROOT, '.practice', 'ssh_config'),
      'master1',
      'sudo',
      '-n',
      'base64',
      '-w0',
      `/etc/ssl/etcd/ssl/${name}`,
    ]);
    assert.is(read.code, 0, read.stderr);
    // Only whether they are equal: a difference must not print a key.
    assert.ok((data as Record<string, string>)[name] === read.stdout.trim(), `${name} differs`);
  }
});

test("the operator's configuration of Prometheus has the etcd job with its TLS files, and the cluster label", async () => {
  const raw = gunzipSync(await secretValue('prometheus-k8s', 'prometheus.yaml.gz')).toString();
  const { global, scrape_configs: jobs } = parse(raw) as {
    global: { external_labels: Record<string, string> };
    scrape_configs: { job_name: string; scheme?: string; tls_config?: Record<string, string> }[];
  };
  assert.is(global.external_labels.cluster, 'practice');
  const [etcd, ...more] = jobs.filter(({ job_name }) => job_name.includes('etcd'));
  assert.equal(more, []);
  assert.is(etcd?.scheme, 'https');
  const assets = (await object('-n', 'monitoring', 'secret', 'prometheus-k8s-tls-assets-0')).data as object;
  for (const field of ['ca_file', 'cert_file', 'key_file']) {
    const file = etcd?.tls_config?.[field] ?? '';
    assert.ok(Object.keys(assets).includes(file.replace(/^.*\//, '')), `${field}: ${file}`);
  }
});

test('amtool accepts the configuration that the operator made for Alertmanager', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'amtool-'));
  try {
    const file = join(folder, 'alertmanager.yaml');
    writeFileSync(file, gunzipSync(await secretValue('alertmanager-main-generated', 'alertmanager.yaml.gz')));
    const { path } = await findTool('amtool');
    const checked = await run(path, ['check-config', file]);
    assert.is(checked.code, 0, checked.stdout + checked.stderr);
    const route = async (...labels: string[]) =>
      (await run(path, ['config', 'routes', 'test', `--config.file=${file}`, ...labels])).stdout.trim();
    assert.match(await route('severity=critical', 'alertname=Any', 'namespace=x'), /teams,open-api-monitoring/);
    assert.not.match(await route('alertname=Watchdog', 'severity=none'), /teams|open-api/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the helm release is deployed, with the webhook URL where the chart wants it', async () => {
  const { path } = await findTool('helm');
  const list = await run(path, [
    'list',
    '-n',
    'monitoring',
    '-o',
    'json',
    '--kubeconfig',
    join(ROOT, '.practice', 'kubeconfig'),
  ]);
  const [release] = JSON.parse(list.stdout) as { name: string; status: string }[];
  assert.is(release?.name, 'prometheus-msteams');
  assert.is(release?.status, 'deployed');
  const { data } = await object('-n', 'monitoring', 'configmap', 'prometheus-msteams-config');
  assert.ok(JSON.stringify(data).includes(practiceSecret('teams-webhook-url')));
});

test('the inventory holds what was applied, and nothing that controllers made', async () => {
  const parent = await object('-n', 'monitoring', 'configmap', 'tks-runbook');
  const kinds = (parent.metadata.annotations?.['applyset.kubernetes.io/contains-group-kinds'] ?? '').split(',');
  assert.ok(kinds.includes('Prometheus.monitoring.coreos.com') && kinds.includes('Secret'));
  const secrets = await objects('-n', 'monitoring', 'secrets', '-l', MEMBERS);
  assert.ok(secrets.some(({ metadata }) => metadata.name === 'etcd-certs'));
  assert.not.ok(secrets.some(({ metadata }) => metadata.name.startsWith('sh.helm.')));
});

test('the second run plans nothing and touches no object; plan exits 0', async () => {
  const before = await resourceVersions();
  const plan = await runbook('plan.mts', ...ON_PLANE);
  assert.is(plan.code, 0, plan.stdout + plan.stderr);
  const again = await runbook('install.mts', ...ON_PLANE, '--yes', '--output', 'json');
  assert.is(again.code, 0, again.stderr);
  const { counts } = JSON.parse(again.stdout) as { counts: Record<string, number> };
  assert.equal({ ...counts, unchanged: 0 }, { create: 0, update: 0, delete: 0, unchanged: 0 });
  assert.equal(await changedSince(before), []);
});

test('no secret stands in anything that a run prints', async () => {
  await kubectl('-n', 'monitoring', 'delete', 'secret', 'etcd-certs', 'grafana-oauth', 'mysqld-exporter-orders');
  const shown = await Promise.all([
    runbook('plan.mts', ...ON_PLANE, '--verbose'),
    runbook('plan.mts', ...ON_PLANE, '--output', 'json'),
  ]);
  const done = await runbook('install.mts', ...ON_PLANE, '--yes', '--verbose');
  const json = await runbook('install.mts', ...ON_PLANE, '--yes', '--output', 'jsonl');
  const all = [...shown, done, json].map(({ stdout, stderr }) => stdout + stderr).join('\n');
  const key = (await secretValue('etcd-certs', 'node-master1-key.pem')).toString();
  const secrets = [
    ...key.split('\n').filter((line) => line.length > 20 && !line.startsWith('-')),
    ...['teams-webhook-url', 'grafana-client-secret', 'mysql-exporter-password', 'redis-password'].map(practiceSecret),
  ];
  const told = secrets
    .flatMap((secret) => [secret, Buffer.from(secret).toString('base64')])
    .filter((secret) => all.includes(secret));
  assert.is(told.length, 0, 'a secret was printed');
});

function conditionOf(status: unknown, type: string): string | undefined {
  const { conditions = [] } = (status ?? {}) as { conditions?: { type: string; status: string }[] };
  return conditions.find((each) => each.type === type)?.status;
}

test.run();
