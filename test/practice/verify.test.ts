import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { run } from '../../lib/process/run.ts';
import { makePki } from '../helpers/etcd-pki.ts';
import {
  changedSince,
  freshPlane,
  KUBECONFIG,
  kubectl,
  ON_PLANE,
  object,
  resourceVersions,
  runbook,
} from '../helpers/plane.ts';

interface Document {
  exit: number;
  checks: { step: string; name: string; result: string; reasons: string[]; hint?: string }[];
  counts: { pass: number; warn: number; fail: number; skipped: number };
}

const verify = (...flags: string[]) => runbook('verify.mts', ...ON_PLANE, ...flags);

/** One check by step and name. */
async function outcome(step: string, name: string): Promise<Document['checks'][number]> {
  const { stdout } = await verify('--only', step, '--output', 'json');
  const found = (JSON.parse(stdout) as Document).checks.find((each) => each.name === name);
  if (!found) throw new Error(`no check ${name}: ${stdout}`);
  return found;
}

async function install(...flags: string[]): Promise<void> {
  const done = await runbook('install.mts', ...ON_PLANE, '--yes', ...flags);
  assert.is(done.code, 0, done.stdout + done.stderr);
}

test('on a fresh plane', freshPlane);

test('where nothing is installed every object is missed, and nothing is written', async () => {
  const before = await resourceVersions();
  const found = await verify();
  assert.is(found.code, 1, found.stdout + found.stderr);
  assert.match(found.stdout, '✖ 2.2 Create the namespace monitoring: Namespace monitoring is not there');
  assert.match(found.stdout, /✖ 5\.4 .* more \(--verbose\)\n {6}→ Run install with --only manifests/);
  assert.match(found.stdout, /✖ 3\.5 etcd's client certificate: Secret monitoring\/etcd-certs is not there/);
  assert.match(found.stdout, /✖ 6\.3 helm release prometheus-msteams: it is not there/);
  assert.equal(await changedSince(before), []);
});

test('after an installation every check passes or is skipped, and nothing is written', async () => {
  const done = await runbook('install.mts', '--practice');
  assert.is(done.code, 0, done.stdout + done.stderr);
  const before = await resourceVersions();
  const found = await verify();
  assert.is(found.code, 0, found.stdout + found.stderr);
  assert.match(found.stdout, /✔ 3\.5 etcd's client certificate: .* is valid until \d{4}-\d\d-\d\d, \d+ days/);
  assert.match(found.stdout, "- 5.3 Keycloak's discovery document: skipped: practice node");
  assert.match(found.stdout, /✔ 3\.4 Grafana's certificate: for grafana\.practice\.example, valid until/);
  assert.match(
    found.stdout,
    /✔ 6\.3 helm release prometheus-msteams: prometheus-msteams-1\.3\.6, revision \d+, deployed/,
  );
  assert.match(found.stdout, /\n\d+ passed, 0 warn, 0 failed, 1 skipped\n$/);
  assert.equal(await changedSince(before), []);
});

test('for programs it is one document, or a line for each check and the result', async () => {
  const json = JSON.parse((await verify('--output', 'json')).stdout) as Document;
  assert.is(json.exit, 0);
  assert.equal({ ...json.counts, pass: 0 }, { pass: 0, warn: 0, fail: 0, skipped: 1 });
  assert.is(json.checks.length, json.counts.pass + 1);
  const { stdout } = await verify('--output', 'jsonl', '--lang', 'ko', '--only', '5.3');
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; reasons?: string[] });
  assert.is(lines.at(-1)?.type, 'result');
  assert.ok(lines.slice(0, -1).every(({ type }) => type === 'check'));
  assert.ok(lines.some(({ reasons }) => reasons?.[0] === '연습용 노드'));
});

test('the checks of the chosen steps only, and none of what the answers leave out', async () => {
  const { stdout } = await verify('--only', '3.5', '--set', 'etcd=null');
  assert.match(stdout, "- 3.5 etcd's client certificate: skipped: the answers leave etcd out\n\n0 passed");
});

test('a Deployment that is gone fails, and install mends it', async () => {
  await kubectl('-n', 'monitoring', 'delete', 'deployment', 'grafana');
  const found = await verify('--from', '5.4');
  assert.is(found.code, 1);
  assert.match(found.stdout, '✖ 5.4 Deploy the manifests: Deployment monitoring/grafana is not there\n');
  assert.match(found.stdout, '→ Run install with --only manifests: it makes what is missing.');
  await install();
  assert.is((await verify('--from', '5.4')).code, 0);
});

test('pods that are not scheduled are told with the reason', async () => {
  const nowhere = { spec: { template: { spec: { nodeSelector: { 'practice/nowhere': '' } } } } };
  await kubectl('-n', 'monitoring', 'patch', 'deployment', 'kube-state-metrics', '-p', JSON.stringify(nowhere));
  try {
    await kubectl(
      '-n',
      'monitoring',
      'wait',
      '--for=jsonpath={.status.unavailableReplicas}=1',
      'deployment/kube-state-metrics',
    );
    const { result, reasons, hint } = await outcome('manifests', 'objects');
    assert.is(result, 'fail');
    assert.is(reasons.length, 1, reasons.join('\n'));
    assert.match(reasons[0] ?? '', /^Deployment monitoring\/kube-state-metrics: .* \(.*/);
    // On this very cluster, which the command was given by its flags.
    assert.match(
      hint ?? '',
      /kubectl --kubeconfig \S+ --context \S+ -n monitoring describe deployment kube-state-metrics$/,
    );
  } finally {
    await kubectl('-n', 'monitoring', 'delete', 'deployment', 'kube-state-metrics');
    await install();
  }
});

test('of the pair in the Secret a wrong key, an end and a missing entry fail; no key is shown', async () => {
  const pki = makePki();
  try {
    pki.issue('good');
    pki.issue('other');
    pki.issue('ended', 'ca', { days: -1 });
    pki.issue('soon', 'ca', { days: 12 });
    const names = Object.keys((await object('-n', 'monitoring', 'secret', 'etcd-certs')).data as object).sort();
    assert.equal(names, ['ca.pem', 'node-master1-key.pem', 'node-master1.pem']);
    const hold = async (data: Record<string, string | null>) => {
      const encoded = Object.entries(data).map(([name, file]) => [
        name,
        file && Buffer.from(pki.read(file)).toString('base64'),
      ]);
      writeFileSync(pki.path('patch'), JSON.stringify({ data: Object.fromEntries(encoded) }));
      await kubectl('-n', 'monitoring', 'patch', 'secret', 'etcd-certs', `--patch-file=${pki.path('patch')}`);
      const told = await verify('--only', '3.5');
      for (const key of ['good-key.pem', 'other-key.pem'])
        for (const line of pki
          .read(key)
          .split('\n')
          .filter((each) => each.length > 20 && !each.startsWith('-')))
          assert.not.ok((told.stdout + told.stderr).includes(line), 'a key was printed');
      return told;
    };
    const pair = (name: string, key = name) => ({
      'ca.pem': 'ca.pem',
      'node-master1.pem': `${name}.pem`,
      'node-master1-key.pem': `${key}-key.pem`,
    });
    assert.is((await hold(pair('other'))).code, 0);
    const wrong = await hold(pair('good', 'other'));
    assert.is(wrong.code, 1);
    assert.match(wrong.stdout, /✖ 3\.5 etcd's client certificate: the key doesn't belong to the certificate/);
    assert.match(wrong.stdout, '→ Run install with --only etcd-certs');
    const ended = await hold(pair('ended'));
    assert.is(ended.code, 1);
    assert.match(ended.stdout, /✖ 3\.5 etcd's client certificate: ended expired \d+ days ago/);
    assert.match(ended.stdout, '→ Renew it on the masters first');
    const soon = await hold(pair('soon'));
    assert.is(soon.code, 0);
    assert.match(
      soon.stdout,
      /! 3\.5 etcd's client certificate: The etcd client certificate soon is valid until \S+, 1[12] days/,
    );
    const without = await hold({ 'node-master1-key.pem': null });
    assert.is(without.code, 1);
    assert.match(without.stdout, 'Secret etcd-certs has no node-master1-key.pem, which ServiceMonitor etcd names');
  } finally {
    pki.remove();
    await kubectl('-n', 'monitoring', 'delete', 'secret', 'etcd-certs');
    await install('--only', 'etcd-certs');
  }
  assert.is((await outcome('etcd-certs', 'etcd-certificate')).result, 'pass');
});

test('a certificate of Grafana for another host fails', async () => {
  const { stdout, code } = await verify('--only', '3.4', '--set', 'grafana.host=other.practice.example');
  assert.is(code, 1);
  assert.match(
    stdout,
    /✖ 3\.4 Grafana's certificate: tls\.crt isn't for other\.practice\.example \(it is for DNS:grafana/,
  );
  assert.match(stdout, /→ Run install with --only grafana-certificate; .*describe certificate grafana-tls/);
});

test('what may not be read is a warning that names the right', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'viewer-'));
  const binding = ['clusterrolebinding', 'practice-viewer'];
  try {
    await kubectl('-n', 'default', 'create', 'serviceaccount', 'practice-viewer');
    await kubectl('create', ...binding, '--clusterrole=view', '--serviceaccount=default:practice-viewer');
    const token = (await kubectl('-n', 'default', 'create', 'token', 'practice-viewer')).trim();
    const file = join(folder, 'kubeconfig');
    copyFileSync(KUBECONFIG, file);
    const config = async (...args: string[]) =>
      assert.is((await run('kubectl', ['--kubeconfig', file, 'config', ...args])).code, 0);
    await config('set-credentials', 'viewer', `--token=${token}`);
    await config('set-context', '--current', '--user=viewer');
    const found = await runbook('verify.mts', '--answers', 'configs/answers/practice.yaml', '--kubeconfig', file);
    assert.is(found.code, 0, found.stdout + found.stderr);
    assert.match(
      found.stdout,
      /! 3\.5 etcd's client certificate: secrets "etcd-certs" is forbidden: .* cannot get resource "secrets"/,
    );
    assert.match(found.stdout, /! 6\.3 .* cannot list resource "secrets"/);
    assert.match(found.stdout, '→ Have the right named above granted');
    assert.match(found.stdout, '✔ 4.3 ');
    assert.not.match(found.stdout, '✔ 3.5');
  } finally {
    rmSync(folder, { recursive: true });
    await kubectl('delete', '--ignore-not-found', ...binding);
    await kubectl('-n', 'default', 'delete', '--ignore-not-found', 'serviceaccount', 'practice-viewer');
  }
});

test('in the end all is as it was installed', async () => {
  await install();
  const found = await verify();
  assert.is(found.code, 0, found.stdout);
});

test.run();
