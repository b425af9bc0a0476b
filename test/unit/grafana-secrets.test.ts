import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { AnswersFile } from '../../lib/answers/schema.ts';
import { randomPassword } from '../../lib/grafana/secrets.ts';
import { fieldAt } from '../../lib/manifests/field.ts';
import type { Desired } from '../../lib/step.ts';
import { grafanaConfig } from '../../steps/5.3-grafana-config.ts';
import { hasOpenssl, makeCertificate, temporaryFolder } from '../helpers/openssl.ts';
import { filePorts } from '../helpers/ports.ts';
import { bareStack, inputOf } from '../helpers/stack.ts';

const OIDC = { issuer: 'https://keycloak.example.com/realms/tks', clientId: 'grafana' };

async function wanted(grafana: AnswersFile['grafana']): Promise<Desired[]> {
  return grafanaConfig.desired?.(inputOf(await bareStack(), { grafana }), []) ?? [];
}

function names(desired: readonly Desired[]): string[] {
  return desired.map(({ object }) => `${object.kind} ${object.metadata.name}`);
}

test("the client's secret gets into its Secret, and nowhere before", async () => {
  const value = randomPassword();
  const [oauth] = await wanted({ oidc: { ...OIDC, clientSecret: { env: 'CLIENT' } } });
  assert.not.match(inspect(oauth, { depth: 9 }), new RegExp(value));
  const complete = await oauth?.complete?.(filePorts({ CLIENT: value }));
  assert.is(complete?.metadata.name, 'grafana-oauth');
  assert.is(fieldAt(complete, 'data', 'client-secret'), Buffer.from(value).toString('base64'));
  assert.is(oauth?.object.data, undefined, 'completing makes a new object');
});

test('what a Secret of the cluster holds is not ours', async () => {
  const oidc = { ...OIDC, clientSecret: { secret: 'vault', key: 'x' } };
  assert.equal(names(await wanted({ oidc, admin: { password: { secret: 'vault', key: 'y' } } })), []);
});

test('a password is generated when none is given, and one that is there stays', async () => {
  const [admin] = await wanted({});
  assert.equal(names(await wanted({})), ['Secret grafana-admin']);
  const hidden: string[] = [];
  const ports = { ...filePorts(), hide: (value: string) => void hidden.push(value) };
  const live = await admin?.complete?.(ports);
  const password = Buffer.from(String(fieldAt(live, 'data', 'admin-password')), 'base64').toString();
  assert.match(password, /^[A-Za-z2-9]{24}$/);
  if (!live || !admin) throw new Error('no Secret');
  await admin.complete?.(ports, live);
  assert.equal(hidden, [password, password], 'no output shows it, made or kept');
  assert.is(admin.settled?.(live), true);
  assert.is(admin.settled?.({ ...live, data: { 'admin-password': '' } }), false);
  assert.is(admin.settled?.(admin.object), false);
  assert.is.not(randomPassword(), randomPassword());
});

test('a password that is given is read from where it is', async () => {
  const value = randomPassword();
  const [admin] = await wanted({ admin: { password: { env: 'ADMIN' } } });
  assert.is(admin?.settled, undefined);
  const complete = await admin?.complete?.(filePorts({ ADMIN: value }));
  assert.is(fieldAt(complete, 'data', 'admin-password'), Buffer.from(value).toString('base64'));
});

const withOpenssl = hasOpenssl() ? test : test.skip;

withOpenssl('a CA goes into a ConfigMap; a key or anything else is refused', async () => {
  const folder = temporaryFolder();
  try {
    makeCertificate(folder.path, 'ca', ['ca.example.com']);
    const complete = async (file: string) => {
      const oidc = { ...OIDC, clientSecret: { env: 'X' }, ca: { file: join(folder.path, file) } };
      const desired = (await wanted({ oidc })).find(({ object }) => object.kind === 'ConfigMap');
      return desired?.complete?.(filePorts());
    };
    assert.match(String(fieldAt(await complete('ca.crt'), 'data', 'ca.crt')), /^-----BEGIN CERTIFICATE-----/);
    const refused = await complete('ca.key').catch((error: unknown) => error);
    assert.match(String(refused), /private key/);
    const good = readFileSync(join(folder.path, 'ca.crt'), 'utf8');
    writeFileSync(join(folder.path, 'two.crt'), good + good.replace(/\n.*\n/, '\nAAAA\n'));
    assert.match(await complete('two.crt').then(() => 'taken', String), /two\.crt/);
  } finally {
    folder.remove();
  }
});

test.run();
