import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { AnswersFile } from '../../lib/answers/schema.ts';
import { configChecksum } from '../../lib/grafana/checksum.ts';
import { editConfigSecret } from '../../lib/grafana/config.ts';
import { iniValue } from '../../lib/grafana/ini.ts';
import type { JsonMap, KubeObject, Manifest } from '../../lib/kubernetes/object.ts';
import { asList, asMap, fieldAt } from '../../lib/manifests/field.ts';
import { requireManifest } from '../../lib/manifests/find.ts';
import { loadStack } from '../../lib/stack/load.ts';
import { say } from '../../lib/text.ts';
import { grafanaConfig } from '../../steps/5.3-grafana-config.ts';
import { inputOf, PRESENT, REAL } from '../helpers/stack.ts';

const ANSWERS: AnswersFile = {
  grafana: {
    host: 'grafana.example.com',
    oidc: {
      issuer: 'https://keycloak.example.com/realms/tks',
      clientId: 'grafana',
      clientSecret: { env: 'CLIENT_SECRET' },
      ca: { file: '/some/ca.pem' },
    },
    embedding: true,
  },
};
const CHECKSUM = ['spec', 'template', 'metadata', 'annotations', 'checksum/grafana-config'];

async function customised(folder: string, answers: AnswersFile): Promise<{ before: Manifest[]; after: Manifest[] }> {
  const stack = await loadStack(folder);
  return { before: stack.manifests, after: grafanaConfig.customise?.(stack.manifests, inputOf(stack, answers)) ?? [] };
}

function iniOf(manifests: readonly Manifest[]): string {
  const { object } = requireManifest(manifests, 'Secret', 'grafana-config');
  return String(fieldAt(object, 'stringData', 'grafana.ini'));
}

function deploymentOf(manifests: readonly Manifest[]): KubeObject {
  return requireManifest(manifests, 'Deployment', 'grafana').object;
}

function named(object: KubeObject, field: 'volumes' | 'containers', name: string): JsonMap {
  const items = asList(fieldAt(object, 'spec', 'template', 'spec', field)).map(asMap);
  return asMap(items.find((item) => item.name === name));
}

for (const folder of PRESENT) {
  test(`${folder}: two objects change, and the stack stays as it was`, async () => {
    const stack = await loadStack(folder);
    const untouched = structuredClone(stack.manifests);
    const after = grafanaConfig.customise?.(stack.manifests, inputOf(stack, ANSWERS)) ?? [];
    assert.equal(stack.manifests, untouched);
    const changed = after.filter((manifest, index) => manifest !== stack.manifests[index]);
    assert.equal(changed.map(({ object }) => `${object.kind} ${object.metadata.name}`).sort(), [
      'Deployment grafana',
      'Secret grafana-config',
    ]);
  });

  test(`${folder}: doing it twice is doing it once`, async () => {
    const stack = await loadStack(folder);
    const input = inputOf(stack, ANSWERS);
    const once = grafanaConfig.customise?.(stack.manifests, input) ?? [];
    assert.equal(grafanaConfig.customise?.(once, input), once);
  });

  test(`${folder}: the ini keeps what it had and gets what the answers say`, async () => {
    const { after } = await customised(folder, ANSWERS);
    const ini = iniOf(after);
    assert.is(iniValue(ini, 'date_formats', 'default_timezone'), 'UTC');
    assert.is(iniValue(ini, 'server', 'root_url'), 'https://grafana.example.com/');
    assert.is(iniValue(ini, 'auth.generic_oauth', 'name'), 'Keycloak');
    assert.is(iniValue(ini, 'security', 'allow_embedding'), 'true');
  });

  test(`${folder}: the volume is the claim of 4.4, and one pod goes before the next comes`, async () => {
    const deployment = deploymentOf((await customised(folder, ANSWERS)).after);
    const claim = { name: 'grafana-storage', persistentVolumeClaim: { claimName: 'grafana-pvc' } };
    assert.equal(named(deployment, 'volumes', 'grafana-storage'), claim);
    assert.equal(fieldAt(deployment, 'spec', 'strategy'), { type: 'Recreate' });
  });

  test(`${folder}: secrets are mounted outside of the configuration, the password comes from its Secret`, async () => {
    const deployment = deploymentOf((await customised(folder, ANSWERS)).after);
    const container = named(deployment, 'containers', 'grafana');
    const mounts = asList(container.volumeMounts).map(asMap);
    const folderOf = (name: string) => mounts.find((mount) => mount.name === name)?.mountPath;
    assert.is(folderOf('grafana-oauth'), '/etc/grafana-secrets/oauth');
    assert.is(folderOf('grafana-oidc-ca'), '/etc/grafana-secrets/oidc-ca');
    assert.is(new Set(mounts.map(({ mountPath }) => mountPath)).size, mounts.length, 'a path is mounted once');
    assert.equal(container.env, [
      {
        name: 'GF_SECURITY_ADMIN_PASSWORD',
        valueFrom: { secretKeyRef: { name: 'grafana-admin', key: 'admin-password' } },
      },
    ]);
  });

  test(`${folder}: a changed ini changes the checksum, and the same one doesn't`, async () => {
    const { before, after } = await customised(folder, ANSWERS);
    const again = await customised(folder, ANSWERS);
    const other = await customised(folder, { grafana: { ...ANSWERS.grafana, embedding: false } });
    const checksum = (manifests: readonly Manifest[]) => fieldAt(deploymentOf(manifests), ...CHECKSUM);
    assert.is(checksum(after), checksum(again.after));
    assert.is.not(checksum(after), checksum(other.after));
    assert.is.not(checksum(after), checksum(before));
  });
}

for (const folder of REAL) {
  const when = PRESENT.includes(folder) ? test : test.skip;
  when(`${folder}: the checksum is made as kube-prometheus makes it`, async () => {
    const { manifests } = await loadStack(folder);
    const secret = requireManifest(manifests, 'Secret', 'grafana-config').object;
    assert.is(configChecksum(secret), fieldAt(deploymentOf(manifests), ...CHECKSUM));
  });
}

test('Secrets of the cluster are referred to by their own names and keys', async () => {
  const oidc = { ...ANSWERS.grafana?.oidc, clientSecret: { secret: 'from-vault', key: 'oidc' } };
  const grafana = { ...ANSWERS.grafana, oidc, admin: { password: { secret: 'vault-admin', key: 'pw' } } };
  const { after } = await customised('test/stack', { grafana } as AnswersFile);
  const deployment = deploymentOf(after);
  assert.equal(named(deployment, 'volumes', 'grafana-oauth').secret, {
    secretName: 'from-vault',
    items: [{ key: 'oidc', path: 'client-secret' }],
  });
  const [variable] = asList(named(deployment, 'containers', 'grafana').env);
  assert.equal(fieldAt(variable, 'valueFrom', 'secretKeyRef'), { name: 'vault-admin', key: 'pw' });
});

test('without OIDC and host the ini stays, and nothing more is mounted', async () => {
  const { before, after } = await customised('test/stack', { grafana: { expose: 'none' } });
  assert.is(iniOf(after), iniOf(before));
  assert.equal(named(deploymentOf(after), 'volumes', 'grafana-oauth'), {});
});

test('the summary says for which database the password counts, and how it is reset', async () => {
  const lines = async (answers: AnswersFile) =>
    (grafanaConfig.summary?.(inputOf(await loadStack('test/stack'), answers)) ?? []).map((line) => say(line, 'en'));
  const generated = (await lines({})).filter((line) => /password/.test(line));
  assert.is(generated.length, 2);
  assert.match(generated[0] ?? '', /new database: .*get secret grafana-admin .*"admin-password"/);
  assert.match(
    generated[1] ?? '',
    /get secret grafana-admin .*\| kubectl --context test .*reset-admin-password --password-from-stdin$/,
  );
  const given = await lines({ grafana: { admin: { password: { secret: 'vault', key: 'pw' } } } });
  assert.match(given.find((line) => /reset-admin-password/.test(line)) ?? '', /get secret vault .*"pw"/);
  assert.not.ok(given.some((line) => /in a new database/.test(line)));
});

test('a Secret that holds its ini in data keeps it there', () => {
  const metadata = { name: 'grafana-config' };
  const data = { 'grafana.ini': Buffer.from('[a]\nb = 1\n').toString('base64'), 'ldap.toml': 'eA==' };
  const edited = editConfigSecret({ apiVersion: 'v1', kind: 'Secret', metadata, data }, (ini) => `${ini}c = 2\n`);
  assert.is(Buffer.from(String(fieldAt(edited, 'data', 'grafana.ini')), 'base64').toString(), '[a]\nb = 1\nc = 2\n');
  assert.is(fieldAt(edited, 'data', 'ldap.toml'), 'eA==');
  assert.is(edited.stringData, undefined);
});

test.run();
