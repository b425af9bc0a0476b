import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { iniValue } from '../../lib/grafana/ini.ts';
import { asList, asMap } from '../../lib/manifests/field.ts';
import { customised, iniFrom, theirs, told, WITH_OIDC, WITHOUT_OIDC } from '../helpers/grafana.ts';

const OAUTH = 'auth.generic_oauth';
const login = (...lines: string[]) => `[${OAUTH}]\n${lines.join('\n')}\n`;
const variable = (key: string, value: string) => ({ name: `GF_AUTH_GENERIC_OAUTH_${key}`, value });

test("of a stack's own login stays what can let nobody else in, its plain secret and its endpoints go", async () => {
  const stays = {
    name: 'SSO',
    icon: 'key',
    auto_login: 'true',
    allow_sign_up: 'false',
    allowed_groups: '/ops',
    allowed_domains: 'example.com',
    groups_attribute_path: 'groups',
  };
  const goes = {
    client_secret: 'plain',
    tls_skip_verify_insecure: 'true',
    skip_org_role_sync: 'true',
    allow_assign_grafana_admin: 'true',
    org_mapping: '*:1:Admin',
    teams_url: 'https://old.example.com/teams',
  };
  const lines = Object.entries({ ...stays, ...goes }).map(([key, value]) => `${key} = ${value}`);
  const ini = await iniFrom(`${login(...lines)}\n[users]\nallow_sign_up = false\n`, WITH_OIDC);
  for (const [key, value] of Object.entries(stays)) assert.is(iniValue(ini, OAUTH, key), value, key);
  for (const key of Object.keys(goes).slice(1)) assert.is(iniValue(ini, OAUTH, key), undefined, key);
  assert.not.match(ini, /plain/);
  assert.is(iniValue(ini, OAUTH, 'client_id'), 'grafana');
  assert.is(iniValue(ini, 'users', 'allow_sign_up'), 'false');
  assert.is(await iniFrom(ini, WITH_OIDC), ini);
});

test("teams are asked for at the answers' issuer only", async () => {
  const url = 'https://keycloak.example.com/realms/tks/teams';
  const teams = (at: string) => login('team_ids = 1', `teams_url = ${at}`);
  assert.is(iniValue(await iniFrom(teams(url), WITH_OIDC), OAUTH, 'teams_url'), url);
  const elsewhere = await iniFrom(teams('https://keycloak.example.com.old/teams'), WITH_OIDC);
  assert.equal([iniValue(elsewhere, OAUTH, 'teams_url'), iniValue(elsewhere, OAUTH, 'team_ids')], [undefined, '1']);
});

test('the same holds of variables', async () => {
  const env = [variable('AUTO_LOGIN', 'true'), variable('SKIP_ORG_ROLE_SYNC', 'true'), variable('NAME', 'SSO')];
  const left = asList((await customised(await theirs('', { env }), WITH_OIDC)).container.env).map(asMap);
  assert.equal(
    left.slice(0, -1).map(({ name }) => name),
    [env[0]?.name, env[2]?.name],
  );
  const off = asList((await customised(await theirs('', { env }), WITHOUT_OIDC)).container.env);
  assert.is(off.length, 1);
});

test("what of the stack's login gives way to the answers is named, and what still limits who gets in", async () => {
  const ini = login(
    'enabled = true',
    'auto_login = true',
    'skip_org_role_sync = true',
    'allowed_groups = /ops',
    "role_attribute_path = 'Admin'",
    'scopes = openid groups',
  );
  const env = [variable('TLS_CLIENT_CA', '/old/ca.pem')];
  const notes = await told('notes', await theirs(ini, { env }), WITH_OIDC);
  assert.equal(notes, [
    "Of the stack's own Keycloak login (auth.generic_oauth) gives way to grafana.oidc: role_attribute_path, scopes, skip_org_role_sync, tls_client_ca.",
    "The stack's allowed_groups still limits who may log in through Keycloak, beside the roles of grafana.oidc.",
  ]);
  assert.equal(await told('notes', await theirs(login('enabled = true', 'name = SSO')), WITH_OIDC), []);
});

test("without OIDC a stack's own login is off, and the login form is back", async () => {
  const off = await iniFrom(
    `[auth]\ndisable_login_form = true\n\n${login('enabled = true', 'client_id = old', 'client_secret = plain', 'auto_login = true')}`,
    WITHOUT_OIDC,
  );
  assert.is(iniValue(off, OAUTH, 'enabled'), 'false');
  assert.is(iniValue(off, OAUTH, 'client_id'), 'old');
  assert.not.match(off, /plain|auto_login/);
  assert.is(iniValue(off, 'auth', 'disable_login_form'), 'false');
  const other = await iniFrom('[auth]\ndisable_login_form = true\n', WITHOUT_OIDC);
  assert.is(iniValue(other, 'auth', 'disable_login_form'), 'true', 'a stack without this login is left alone');
  assert.not.match(other, /generic_oauth/);
});

test("that a stack's own login goes off is said, wherever it is switched on", async () => {
  const on = login('enabled = true');
  const said = async (ini: string, env: object[] = []) =>
    (await told('notes', await theirs(ini, { env: env as never }), WITHOUT_OIDC)).join();
  assert.match(await said(on), /login \(auth\.generic_oauth\) is switched off.*grafana\.oidc/);
  assert.match(await said('', [variable('ENABLED', 'true')]), /is switched off/);
  const elsewhere = { name: 'GF_AUTH_GENERIC_OAUTH_ENABLED', valueFrom: { configMapKeyRef: { name: 'x', key: 'y' } } };
  assert.match(await said('', [elsewhere]), /is switched off/);
  assert.is(await said(login('enabled = false')), '');
  assert.is(await said(on, [variable('ENABLED', 'false')]), '');
  assert.is(await said(''), '');
  assert.not.match((await told('notes', await theirs(on), WITH_OIDC)).join(), /switched off/);
});

test.run();
