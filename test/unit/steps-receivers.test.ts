import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { configOf } from '../../lib/alerting/config-secret.ts';
import { asList, asMap, fieldAt, withField } from '../../lib/manifests/field.ts';
import { replaceObject, requireManifest } from '../../lib/manifests/find.ts';
import { receivers } from '../../steps/5.3-receivers.ts';
import { filePorts } from '../helpers/ports.ts';
import {
  customise,
  customised,
  type Receivers,
  refused,
  tksLike,
  withConfig,
  withWanted,
} from '../helpers/receivers.ts';
import { MINIATURE, PRESENT } from '../helpers/stack.ts';

const MAIL = { type: 'email', to: 'ops@example.com', from: 'alerts@example.com', smarthost: 'smtp:587' } as const;
const WANTED: Receivers = [
  { name: 'teams', type: 'prometheus-msteams', path: '/alert1', webhookUrl: { env: 'TEAMS' } },
  { name: 'native', type: 'msteams', webhookUrl: { env: 'NATIVE' }, severities: ['critical'] },
  { name: 'vault', type: 'msteams', webhookUrl: { secret: 'hooks', key: 'teams' }, severities: ['warning', 'info'] },
  { name: 'open-api', type: 'webhook', url: 'http://alert-receiver.tks.svc:8080/alerts' },
  { name: 'slack', type: 'slack', webhookUrl: { secret: 'hooks', key: 'slack' }, channel: '#alerts' },
  { name: 'mail', ...MAIL, username: 'alerts', password: { env: 'SMTP' } },
];
const NO_NEWS = 'alertname !~ "Watchdog|InfoInhibitor"';
const FILES = '/etc/alertmanager/secrets';
const route = (receiver: string, severity = 'severity != "none"') => ({
  receiver,
  matchers: [NO_NEWS, severity],
  continue: true,
});
const integration = (name: string, key: string, config: object) => ({
  name,
  [key]: [{ send_resolved: true, ...config }],
});

for (const folder of PRESENT) {
  test(`${folder}: receivers and routes are added, the stack's own stay`, async () => {
    const input = await withWanted(folder, WANTED);
    const old = parse(configOf(input.stack.manifests));
    const config = parse(customised(input));
    assert.equal(config.receivers, [
      ...old.receivers,
      integration('teams', 'webhook_configs', { url: 'http://prometheus-msteams.monitoring:2000/alert1' }),
      integration('native', 'msteamsv2_configs', {
        webhook_url_file: `${FILES}/alertmanager-msteams-native/webhook-url`,
      }),
      integration('vault', 'msteamsv2_configs', { webhook_url_file: `${FILES}/hooks/teams` }),
      integration('open-api', 'webhook_configs', { url: 'http://alert-receiver.tks.svc:8080/alerts' }),
      integration('slack', 'slack_configs', { api_url_file: `${FILES}/hooks/slack`, channel: '#alerts' }),
      integration('mail', 'email_configs', {
        to: 'ops@example.com',
        from: 'alerts@example.com',
        smarthost: 'smtp:587',
        require_tls: true,
        auth_username: 'alerts',
        auth_password_file: `${FILES}/alertmanager-email-mail/password`,
      }),
    ]);
    const [watchdog, inhibitor, critical] = old.route.routes;
    assert.equal(config.route.routes, [
      watchdog,
      inhibitor,
      route('teams'),
      route('native', 'severity =~ "critical"'),
      route('vault', 'severity =~ "warning|info"'),
      route('open-api'),
      route('slack'),
      route('mail'),
      critical,
    ]);
    assert.equal(config.inhibit_rules, old.inhibit_rules);
  });

  test(`${folder}: the Secrets are mounted into Alertmanager, each once`, async () => {
    const { object } = requireManifest(customise(await withWanted(folder, WANTED)), 'Alertmanager', 'main');
    const mounted = ['alertmanager-msteams-native', 'hooks', 'alertmanager-email-mail'];
    assert.equal(fieldAt(object, 'spec', 'secrets'), mounted);
  });

  test(`${folder}: doing it twice is doing it once, and the input stays`, async () => {
    const input = await withWanted(folder, WANTED);
    const before = JSON.stringify(input);
    const once = customise(input);
    assert.equal(customise(input, once), once);
    assert.is(JSON.stringify(input), before);
  });
}

test("the stack's own secrets stay in its file, and the Secrets it mounts stay mounted", async () => {
  const password = crypto.randomUUID();
  const input = await withConfig(tksLike(password), WANTED);
  const mounting = replaceObject(input.stack.manifests, 'Alertmanager', 'main', (object) =>
    withField(object, ['spec', 'secrets'], ['corp-ca']),
  );
  const after = customise(input, mounting);
  assert.equal(parse(configOf(after)).global, parse(tksLike(password)).global);
  const { object } = requireManifest(after, 'Alertmanager', 'main');
  assert.is(asList(fieldAt(object, 'spec', 'secrets'))[0], 'corp-ca');
});

test('a configuration in base64 stays in base64', async () => {
  const input = await withWanted(MINIATURE, WANTED);
  const yaml = configOf(input.stack.manifests);
  const encoded = replaceObject(
    input.stack.manifests,
    'Secret',
    'alertmanager-main',
    ({ stringData: _, ...secret }) => ({
      ...secret,
      data: { 'alertmanager.yaml': Buffer.from(yaml).toString('base64'), 'team.tmpl': 'e30=' },
    }),
  );
  const { object } = requireManifest(customise(input, encoded), 'Secret', 'alertmanager-main');
  const { 'alertmanager.yaml': config, ...others } = asMap(object.data);
  assert.is(Buffer.from(String(config), 'base64').toString(), customised(input));
  assert.equal(others, { 'team.tmpl': 'e30=' });
  assert.is(object.stringData, undefined);
});

test('the Secret that Alertmanager reads is edited, by whatever name', async () => {
  const input = await withWanted(MINIATURE, WANTED);
  const named = replaceObject(input.stack.manifests, 'Alertmanager', 'main', (object) =>
    withField(object, ['spec', 'configSecret'], 'corp-alerting'),
  );
  assert.match(refused(() => customise(input, named)).message, /corp-alerting, which the stack does not have/);
  const renamed = replaceObject(named, 'Secret', 'alertmanager-main', (secret) => ({
    ...secret,
    metadata: { ...secret.metadata, name: 'corp-alerting' },
  }));
  assert.is(configOf(customise(input, renamed)), customised(input));
});

test('an Alertmanager that reads no Secret at all is refused', async () => {
  const input = await withWanted(MINIATURE, WANTED);
  const other = replaceObject(input.stack.manifests, 'Alertmanager', 'main', (object) =>
    withField(object, ['spec', 'alertmanagerConfiguration'], { name: 'corp' }),
  );
  const { exit, message } = refused(() => customise(input, other));
  assert.is(exit, 3);
  assert.match(message, /AlertmanagerConfig corp/);
});

test('our Secrets hold what was referred to, and nothing else of ours does', async () => {
  const values = {
    NATIVE: `https://prod-${crypto.randomUUID()}.korea.logic.azure.com/workflows`,
    SMTP: crypto.randomUUID(),
  };
  const input = await withWanted(MINIATURE, WANTED);
  const [native, mail, ...more] = receivers.desired?.(input, []) ?? [];
  assert.is(more.length, 0);
  for (const value of Object.values(values)) assert.not.match(JSON.stringify([native, mail, customise(input)]), value);
  const dataOf = async (secret: typeof native) => (await secret?.complete?.(filePorts(values)))?.data;
  const base64 = (value: string) => Buffer.from(value).toString('base64');
  assert.equal(await dataOf(native), { 'webhook-url': base64(values.NATIVE) });
  assert.equal(await dataOf(mail), { password: base64(values.SMTP) });
});

test('a name that Kubernetes would refuse becomes another, never the same for two', async () => {
  const names = ['Teams Ops', 'teams-ops', 'teams_ops', '운영팀'];
  const wanted: Receivers = names.map((name) => ({ name, type: 'slack', webhookUrl: { env: 'X' } }));
  const secrets = (receivers.desired?.(await withWanted(MINIATURE, wanted), []) ?? []).map(
    ({ object }) => object.metadata.name,
  );
  assert.is(new Set(secrets).size, names.length);
  for (const name of secrets) assert.match(name, /^alertmanager-slack-[a-z0-9]([-a-z0-9]{0,40}[a-z0-9])$/);
});

test('without receivers the step is left out and says so', async () => {
  const input = await withWanted(MINIATURE, []);
  assert.match(receivers.leftOut?.(input)?.en ?? '', 'alerting.receivers');
  assert.equal(customise(input), input.stack.manifests);
  assert.equal(receivers.desired?.(input, []), []);
});

test.run();
