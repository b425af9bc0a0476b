import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { AnswersFile } from '../../lib/answers/schema.ts';
import { iniValue } from '../../lib/grafana/ini.ts';
import { effective } from '../../lib/grafana/result.ts';
import type { JsonMap } from '../../lib/kubernetes/object.ts';
import { asList, asMap } from '../../lib/manifests/field.ts';
import { customised, iniFrom, OIDC, theirs, told, WITH_OIDC, WITHOUT_OIDC } from '../helpers/grafana.ts';
import { PRESENT } from '../helpers/stack.ts';

const STRICT: AnswersFile = { grafana: { ...WITH_OIDC.grafana, oidc: { ...OIDC, roles: { viewer: 'view' } } } };
/** A grafana.ini as the document's operators had it before there was a runbook. */
const EARLIER = `# by hand
[date_formats]
default_timezone = Asia/Seoul
[server]
domain = old.example.com
root_url = %(protocol)s://%(domain)s/grafana/
serve_from_sub_path = true
[security]
admin_user = operator
admin_password = plain#1
allow_embedding = true
cookie_samesite = lax
[auth]
disable_login_form = true
oauth_auto_login = true
[auth.anonymous]
enabled = true
org_role = Viewer
[auth.generic_oauth]
enabled = true
name = """SSO; old"""
client_id = old
client_secret = plain
auth_url = https://old.example.com/auth
[smtp]
enabled = true
password = """a#b;c"""
`;

for (const folder of PRESENT) {
  test(`${folder}: an earlier grafana.ini is kept but for what the answers say`, async () => {
    const { ini } = await customised(await theirs(EARLIER, {}, folder), WITH_OIDC);
    const values = (section: string, ...keys: string[]) => keys.map((key) => iniValue(ini, section, key));
    assert.match(ini, /^# by hand\n/);
    assert.equal(values('date_formats', 'default_timezone'), ['Asia/Seoul']);
    assert.equal(values('server', 'domain', 'root_url'), ['grafana.example.com', 'https://grafana.example.com/']);
    assert.equal(values('security', 'admin_user', 'admin_password'), ['operator', undefined]);
    assert.equal(values('security', 'allow_embedding', 'cookie_samesite'), ['true', 'lax'], 'no answer names it');
    assert.equal(values('auth', 'disable_login_form', 'oauth_auto_login'), ['true', 'true']);
    assert.equal(values('auth.generic_oauth', 'name', 'client_id'), ['SSO; old', 'grafana']);
    assert.equal(values('auth.generic_oauth', 'client_secret'), ['$__file{/etc/grafana-secrets/oauth/client-secret}']);
    assert.match(ini, 'password = """a#b;c"""');
    assert.not.match(ini, /plain|old\.example\.com/);
    const without = await customised(await theirs(EARLIER, {}, folder), WITHOUT_OIDC);
    assert.is(iniValue(without.ini, 'auth.generic_oauth', 'enabled'), 'false');
    assert.is(iniValue(without.ini, 'auth', 'disable_login_form'), 'false');
  });
}

test("a domain of another environment becomes the answers' host and isn't enforced", async () => {
  const ini = await iniFrom('[server]\ndomain = old.example.com\nenforce_domain = true\n', WITHOUT_OIDC);
  assert.is(ini, '[server]\ndomain = grafana.example.com\nroot_url = https://grafana.example.com/\n');
  assert.not.match(await iniFrom('', WITHOUT_OIDC), /domain =/);
});

test('variables of the stack that would win over the answers go, the others stay', async () => {
  const left = async (answers: AnswersFile, ...names: string[]) => {
    const env = names.map((name) => ({ name, value: 'x' }));
    const { container } = await customised(await theirs('', { env }), answers);
    const after = asList(container.env).map(asMap);
    assert.equal(after.at(-1)?.name, 'GF_SECURITY_ADMIN_PASSWORD');
    return after.slice(0, -1).map(({ name }) => name);
  };
  const server = ['GF_SERVER_ROOT_URL', 'GF_SERVER_DOMAIN', 'GF_SERVER_ENFORCE_DOMAIN', 'GF_SERVER_HTTP_PORT'];
  assert.equal(await left(WITHOUT_OIDC, ...server), ['GF_SERVER_HTTP_PORT']);
  assert.equal(await left({ grafana: { expose: 'none' } }, ...server), server);
  const form = 'GF_AUTH_DISABLE_LOGIN_FORM';
  assert.equal(await left(WITH_OIDC, 'GF_AUTH_GENERIC_OAUTH_CLIENT_ID', form), [form]);
  assert.equal(await left(WITHOUT_OIDC, 'GF_AUTH_GENERIC_OAUTH_ENABLED', form, 'GF_LOG_LEVEL'), ['GF_LOG_LEVEL']);
  assert.equal(await left(WITHOUT_OIDC, form), [form]);
  const embedding = ['GF_SECURITY_ALLOW_EMBEDDING', 'GF_SECURITY_COOKIE_SAMESITE', 'GF_SECURITY_COOKIE_SECURE'];
  assert.equal(await left({ grafana: { embedding: true } }, ...embedding), []);
  assert.equal(await left({ grafana: { embedding: false } }, ...embedding), embedding.slice(1));
  assert.equal(await left(WITHOUT_OIDC, ...embedding), embedding, 'no answer: as the stack has it');
  const anonymous = 'GF_AUTH_ANONYMOUS_ENABLED';
  assert.equal(await left(STRICT, anonymous), []);
  assert.equal(await left(WITH_OIDC, anonymous), [anonymous]);
});

test("no password of the stack's wins: not in the ini, not in a variable, not twice", async () => {
  const name = 'GF_SECURITY_ADMIN_PASSWORD';
  const env = [
    { name, value: 'admin' },
    { name: `${name}__FILE`, value: '/x' },
    { name, value: 'admin' },
  ];
  const { ini, container } = await customised(await theirs('[security]\nadmin_password = admin\n', { env }), {});
  assert.not.match(ini, 'admin_password');
  const secretKeyRef = { name: 'grafana-admin', key: 'admin-password' };
  assert.equal(container.env, [{ name, valueFrom: { secretKeyRef } }]);
});

test('embedding false closes a page policy too, in the ini and in a variable', async () => {
  const policy = 'frame-ancestors *; img-src *';
  const ini = `[security]\nallow_embedding = true\ncontent_security_policy = true\ncontent_security_policy_template = """${policy}"""\n`;
  const name = 'GF_SECURITY_CONTENT_SECURITY_POLICY_TEMPLATE';
  const close: AnswersFile = { grafana: { embedding: false } };
  const closed = await customised(await theirs(ini, { env: [{ name, value: policy }] }), close);
  assert.is(effective(closed, 'security', 'allow_embedding'), 'false');
  assert.is(effective(closed, 'security', 'content_security_policy_template'), "frame-ancestors 'none'; img-src *");
  const harmless = [{ name, value: 'img-src *' }];
  const kept = await customised(await theirs('', { env: harmless }), close);
  assert.equal(asList(kept.container.env).slice(0, 1), harmless);
});

test('viewing without a login ends where only a role lets people in, and is said where it stays', async () => {
  const open = await theirs('[auth.anonymous]\nenabled = true\n');
  assert.is(effective(await customised(open, STRICT), 'auth.anonymous', 'enabled'), 'false');
  assert.match((await told('notes', open, STRICT)).join(), /ends: grafana\.oidc\.roles\.viewer/);
  assert.is(effective(await customised(open, WITH_OIDC), 'auth.anonymous', 'enabled'), 'true');
  assert.match((await told('notes', open, WITH_OIDC)).join(), /without a login: the stack's auth\.anonymous is on/);
  assert.equal(await told('notes', await theirs(''), STRICT), []);
  assert.not.match((await customised(await theirs(''), STRICT)).ini, 'anonymous');
});

test('the summary says that any site may embed, whoever decided it', async () => {
  const said = async (answers: AnswersFile, ini = '', env: JsonMap[] = []) =>
    (await told('summary', await theirs(ini, { env }), answers)).filter((line) => /embedded/.test(line)).join();
  const on = '[security]\nallow_embedding = true\n';
  const limited = (ancestors: string) =>
    `${on}content_security_policy = true\ncontent_security_policy_template = """frame-ancestors ${ancestors}"""\n`;
  const variable = [{ name: 'GF_SECURITY_ALLOW_EMBEDDING', value: 'true' }];
  assert.match(await said({ grafana: { embedding: true } }), /any site \(grafana\.embedding: true\)/);
  for (const [ini, env] of [[on], [limited('*')], [limited("'self' https:")], ['', variable]] as [string, JsonMap[]?][])
    assert.match(await said({}, ini, env), /as the stack's own grafana\.ini has it/, ini);
  assert.is(await said({}, ''), '');
  assert.is(await said({}, limited('https://portal.example.com')), '');
  assert.is(await said({ grafana: { embedding: false } }, limited('*'), variable), '');
  assert.is(await said({ grafana: { embedding: { origins: ['https://a.example.com'] } } }, on, variable), '');
});

test('variables that come whole out of another object are said: unseen, or named where they win', async () => {
  const envFrom = [{ configMapRef: { name: 'settings' } }, { prefix: 'GF_', secretRef: { name: 'far' } }];
  const manifests = await theirs('', { envFrom });
  const notes = await told('notes', manifests, WITHOUT_OIDC);
  assert.is(notes.length, 2);
  assert.match(notes[0] ?? '', /ConfigMap settings \(envFrom\), which isn't part of the stack/);
  const metadata = { name: 'settings', namespace: 'monitoring' };
  const data = { GF_SERVER_ROOT_URL: 'https://x/', GF_LOG_LEVEL: 'debug', GF_SECURITY_ADMIN_PASSWORD: 'admin' };
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { ...metadata, name: 'far' },
    stringData: { LOG_MODE: 'x' },
  };
  const seen = [
    ...manifests,
    { file: 'a.yaml', object: { apiVersion: 'v1', kind: 'ConfigMap', metadata, data } },
    { file: 'b.yaml', object: secret },
  ];
  const named = await told('notes', seen, WITHOUT_OIDC);
  assert.is(named.length, 1);
  assert.match(named[0] ?? '', /^ConfigMap settings gives Grafana GF_SERVER_ROOT_URL \(envFrom\)/);
});

test("Secrets that are only referred to are the operator's to restart for", async () => {
  const password = { secret: 'vault', key: 'pw' };
  const lines = await told('summary', await theirs(''), { grafana: { admin: { password } } });
  assert.match(lines.join('\n'), /Secret vault .*rollout restart deployment\/grafana/);
  assert.not.match((await told('summary', await theirs(''), {})).join('\n'), /rollout restart/);
  const operator = await told('summary', await theirs('[security]\nadmin_user = operator\n'), {});
  assert.match(operator.join('\n'), /Grafana's user operator, in a new database/);
});

test.run();
