import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { withReceivers } from '../../lib/alerting/config.ts';
import { checkWebhookUrl } from '../../lib/alerting/webhook-url.ts';
import type { AnswersFile } from '../../lib/answers/schema.ts';
import { RunbookError } from '../../lib/errors.ts';
import { asList, asMap, fieldAt, withField } from '../../lib/manifests/field.ts';
import { replaceObject, requireManifest } from '../../lib/manifests/find.ts';
import { loadStack } from '../../lib/stack/load.ts';
import type { Input } from '../../lib/step.ts';
import { receivers } from '../../steps/5.3-receivers.ts';
import { filePorts } from '../helpers/ports.ts';
import { inputOf, MINIATURE, PRESENT } from '../helpers/stack.ts';

type Receivers = NonNullable<NonNullable<AnswersFile['alerting']>['receivers']>;
type Manifests = Input['stack']['manifests'];

const WANTED: Receivers = [
  { name: 'teams', type: 'prometheus-msteams', path: '/alert1', webhookUrl: { env: 'TEAMS' } },
  { name: 'teams-native', type: 'msteams', webhookUrl: { env: 'NATIVE' }, severities: ['critical'] },
  { name: 'vault', type: 'msteams', webhookUrl: { secret: 'teams-hook', key: 'url' }, severities: ['warning', 'info'] },
  { name: 'open-api', type: 'webhook', url: 'http://alert-receiver.tks.svc:8080/alerts' },
];
const NO_NEWS = 'alertname !~ "Watchdog|InfoInhibitor"';

const withWanted = async (folder: string, wanted = WANTED) =>
  inputOf(await loadStack(folder), { alerting: { receivers: wanted } });
const customise = (input: Input, manifests = input.stack.manifests) => receivers.customise?.(manifests, input) ?? [];
const yamlOf = (manifests: Manifests) =>
  String(fieldAt(requireManifest(manifests, 'Secret', 'alertmanager-main').object, 'stringData', 'alertmanager.yaml'));
const configOf = (manifests: Manifests) => parse(yamlOf(manifests));

for (const folder of PRESENT) {
  test(`${folder}: receivers and routes are added, the stack's own stay`, async () => {
    const input = await withWanted(folder);
    const old = configOf(input.stack.manifests);
    const config = configOf(customise(input));
    assert.equal(config.receivers, [
      ...old.receivers,
      {
        name: 'teams',
        webhook_configs: [{ send_resolved: true, url: 'http://prometheus-msteams.monitoring:2000/alert1' }],
      },
      native('teams-native', 'alertmanager-msteams-teams-native/webhook-url'),
      native('vault', 'teams-hook/url'),
      {
        name: 'open-api',
        webhook_configs: [{ send_resolved: true, url: 'http://alert-receiver.tks.svc:8080/alerts' }],
      },
    ]);
    const [watchdog, inhibitor, critical] = old.route.routes;
    assert.equal(config.route.routes, [
      watchdog,
      inhibitor,
      { receiver: 'teams', matchers: [NO_NEWS, 'severity != "none"'], continue: true },
      { receiver: 'teams-native', matchers: [NO_NEWS, 'severity =~ "critical"'], continue: true },
      { receiver: 'vault', matchers: [NO_NEWS, 'severity =~ "warning|info"'], continue: true },
      { receiver: 'open-api', matchers: [NO_NEWS, 'severity != "none"'], continue: true },
      critical,
    ]);
    assert.equal(config.inhibit_rules, old.inhibit_rules);
  });

  test(`${folder}: the webhook Secrets are mounted into Alertmanager`, async () => {
    const { object } = requireManifest(customise(await withWanted(folder)), 'Alertmanager', 'main');
    assert.equal(fieldAt(object, 'spec', 'secrets'), ['alertmanager-msteams-teams-native', 'teams-hook']);
  });

  test(`${folder}: doing it twice is doing it once, and the input stays`, async () => {
    const input = await withWanted(folder);
    const before = JSON.stringify(input);
    const once = customise(input);
    assert.equal(customise(input, once), once);
    assert.is(JSON.stringify(input), before);
  });
}

test('comments and order of the file stay', async () => {
  const input = await withWanted(MINIATURE);
  const kept = yamlOf(input.stack.manifests)
    .split('\n')
    .filter((line) => line.trim().startsWith('#'));
  const yaml = yamlOf(customise(input));
  assert.ok(kept.length > 0);
  for (const comment of kept) assert.match(yaml, comment.trim());
  assert.equal(Object.keys(parse(yaml)), Object.keys(configOf(input.stack.manifests)));
});

test('a receiver of the same name is replaced, and its old route with it', () => {
  const yaml = withReceivers(
    [
      'route:',
      '  receiver: Default',
      '  routes:',
      '    - { receiver: teams, matchers: [team = a] }',
      'receivers:',
      '  - { name: Default }',
      '  - { name: teams, webhook_configs: [{ url: http://old }] }',
    ].join('\n'),
    [{ name: 'teams', type: 'webhook', url: 'http://new' }],
  );
  const config = parse(yaml);
  assert.equal(config.receivers[1], { name: 'teams', webhook_configs: [{ send_resolved: true, url: 'http://new' }] });
  assert.is(config.receivers.length, 2);
  assert.equal(
    config.route.routes.map((route: { receiver: string }) => route.receiver),
    ['teams'],
  );
});

test('whom the root route told before is told still, once', () => {
  const yaml = [
    'route: { receiver: ops }',
    'receivers: [{ name: ops, webhook_configs: [{ url: "http://ops" }] }]',
  ].join('\n');
  const once = withReceivers(yaml, [{ name: 'teams', type: 'webhook', url: 'http://teams' }]);
  const [ours, rest, ...more] = parse(once).route.routes;
  assert.is(ours.receiver, 'teams');
  assert.equal(rest, { receiver: 'ops' });
  assert.equal(more, []);
  assert.is(withReceivers(once, [{ name: 'teams', type: 'webhook', url: 'http://teams' }]), once);
});

test('who asks for severity none gets the Watchdog, before its route ends', async () => {
  const wanted: Receivers = [{ name: 'dead-man', type: 'webhook', url: 'http://dead-man', severities: ['none'] }];
  const [first] = configOf(customise(await withWanted(MINIATURE, wanted))).route.routes;
  assert.equal(first, {
    receiver: 'dead-man',
    matchers: ['alertname != "InfoInhibitor"', 'severity =~ "none"'],
    continue: true,
  });
});

test('a configuration in base64 stays in base64', async () => {
  const input = await withWanted(MINIATURE);
  const encoded = replaceObject(
    input.stack.manifests,
    'Secret',
    'alertmanager-main',
    ({ stringData: _, ...secret }) => ({
      ...secret,
      data: { 'alertmanager.yaml': Buffer.from(yamlOf(input.stack.manifests)).toString('base64') },
    }),
  );
  const { object } = requireManifest(customise(input, encoded), 'Secret', 'alertmanager-main');
  const yaml = Buffer.from(String(asMap(object.data)['alertmanager.yaml']), 'base64').toString();
  assert.is(yaml, yamlOf(customise(input)));
  assert.is(object.stringData, undefined);
});

test('a placeholder left in the stack is refused with the name of its receiver', () => {
  const yaml = 'route: { receiver: x }\nreceivers: [{ name: x, webhook_configs: [{ url: <endpoint> }] }]';
  assert.throws(
    () => withReceivers(yaml, [{ name: 'a', type: 'webhook', url: 'http://a' }]),
    (error: unknown) => error instanceof RunbookError && /receiver x/.test(error.message),
  );
  assert.throws(() => withReceivers('route: [', []), /Adding receivers/);
  assert.throws(() => withReceivers('{}', []), /no route/);
});

test('our Secret holds the URL, and nothing else of ours does', async () => {
  const url = `https://prod-${crypto.randomUUID()}.korea.logic.azure.com/workflows`;
  const input = await withWanted(MINIATURE);
  const [secret, ...more] = receivers.desired?.(input, []) ?? [];
  assert.is(more.length, 0);
  assert.is(secret?.object.metadata.name, 'alertmanager-msteams-teams-native');
  assert.not.match(JSON.stringify([secret, customise(input)]), url);
  const complete = await secret?.complete?.(filePorts({ NATIVE: url }));
  assert.equal(complete?.data, { 'webhook-url': Buffer.from(url).toString('base64') });
});

test('a name that Kubernetes would refuse becomes another, never the same for two', async () => {
  const names = ['Teams Ops', 'teams-ops', 'teams_ops', '운영팀'];
  const wanted: Receivers = names.map((name) => ({ name, type: 'msteams', webhookUrl: { env: 'X' } }));
  const secrets = (receivers.desired?.(await withWanted(MINIATURE, wanted), []) ?? []).map(
    ({ object }) => object.metadata.name,
  );
  assert.is(new Set(secrets).size, names.length);
  for (const name of secrets) assert.match(name, /^alertmanager-msteams-[a-z0-9]([-a-z0-9]{0,40}[a-z0-9])$/);
});

test('a retired connector is refused, and no error shows the URL', () => {
  const token = crypto.randomUUID();
  for (const url of [
    `https://x.webhook.office.com/${token}`,
    `https://outlook.office.com/webhook/${token}`,
    `http://${token}`,
    token,
  ]) {
    assert.throws(
      () => checkWebhookUrl(url, 'teams', { env: 'TEAMS' }),
      (error: unknown) => error instanceof RunbookError && !JSON.stringify(error.failure).includes(token),
    );
  }
  checkWebhookUrl(`https://prod-1.korea.logic.azure.com/${token}`, 'teams', { env: 'TEAMS' });
});

test('an Alertmanager that does not know Teams is refused for type msteams', async () => {
  const input = await withWanted(MINIATURE);
  const old = replaceObject(input.stack.manifests, 'Alertmanager', 'main', (object) =>
    withField(object, ['spec', 'version'], '0.27.0'),
  );
  assert.throws(() => customise(input, old), /0\.27\.0/);
});

test('without receivers the step is left out and says so', async () => {
  const input = await withWanted(MINIATURE, []);
  assert.match(receivers.leftOut?.(input)?.en ?? '', 'alerting.receivers');
  assert.equal(customise(input), input.stack.manifests);
  assert.equal(asList(receivers.desired?.(input, [])), []);
});

function native(name: string, file: string) {
  const url = `/etc/alertmanager/secrets/${file}`;
  return { name, msteamsv2_configs: [{ send_resolved: true, webhook_url_file: url }] };
}

const UNFILLED = [
  'route: { receiver: Default }',
  'receivers:',
  '  - { name: Default, webhook_configs: [{ url: <prometheus-msteams alert endpoint> }] }',
  '  - { name: slack, slack_configs: [{ api_url: "https://<host>/x" }] }',
  '  - { name: fine, webhook_configs: [{ url: "http://fine" }], pagerduty_configs: [{ client_url: "{{ template }}" }] }',
].join('\n');

async function withStackConfig(yaml: string, wanted: Receivers = []): Promise<Input> {
  const input = await withWanted(MINIATURE, wanted);
  const manifests = replaceObject(input.stack.manifests, 'Secret', 'alertmanager-main', (secret) =>
    withField(secret, ['stringData', 'alertmanager.yaml'], yaml),
  );
  return { ...input, stack: { ...input.stack, manifests } };
}

function refusalOf(work: () => unknown): RunbookError {
  try {
    work();
  } catch (error) {
    if (error instanceof RunbookError) return error;
    throw error;
  }
  throw new Error('it should have been refused');
}

test('a placeholder of the stack is refused without receivers in the answers too', async () => {
  const input = await withStackConfig(UNFILLED);
  assert.is(receivers.leftOut?.(input), undefined);
  const { exit, failure } = refusalOf(() => customise(input));
  assert.equal([exit, failure.section, failure.causes.length], [3, '5.3', 2]);
  assert.match(JSON.stringify(failure.causes), /receiver Default .*receiver slack /);
  assert.match(failure.hint?.en ?? '', /alerting: \{ receivers: \[\{ name: "Default"/);
});

test('a placeholder that an answer fills is none', async () => {
  const wanted: Receivers = ['Default', 'slack'].map((name) => ({ name, type: 'webhook', url: 'http://a' }));
  const config = configOf(customise(await withStackConfig(UNFILLED, wanted)));
  assert.not.match(JSON.stringify(config), '<');
  assert.is(refusalOf(() => withReceivers(UNFILLED, [{ name: 'Default', type: 'webhook', url: 'http://a' }])).exit, 3);
});

test('a fault in the file is told by its place, without a word of it', () => {
  const password = crypto.randomUUID();
  for (const [yaml, place] of [
    [`global:\n  smtp_auth_password: "${password}\nroute: {}`, /line \d+, column \d+: /],
    [`global: {}\n  smtp_auth_password: ${password}`, /line \d+, column \d+: /],
    [`route: { receiver: x }\nglobal: { smtp_auth_password: *${password} }`, /alias of an anchor/],
  ] as const) {
    const { exit, message, failure } = refusalOf(() => withReceivers(yaml, []));
    assert.is(exit, 3);
    assert.match(message, place);
    assert.not.match(message + JSON.stringify(failure), password);
    assert.not.match(message + JSON.stringify(failure), 'smtp');
  }
});

test('a name by which the stack silences alerts is refused', async () => {
  const hook = { type: 'webhook', url: 'http://a' } as const;
  const input = await withWanted(MINIATURE, [{ name: 'Watchdog', ...hook }]);
  const { exit, message } = refusalOf(() => customise(input));
  assert.is(exit, 2);
  assert.match(message, /Watchdog is the receiver by which the stack silences/);
  customise(await withWanted(MINIATURE, [{ name: 'Watchdog', ...hook, severities: ['none'] }]));
});

test("a receiver of some severities by the root's name gets those only", async () => {
  const wanted: Receivers = [{ name: 'Default', type: 'webhook', url: 'http://a', severities: ['critical'] }];
  const input = await withWanted(MINIATURE, wanted);
  const once = customise(input);
  const { route, receivers: all } = configOf(once);
  assert.is(route.receiver, 'null');
  assert.equal(
    all.filter(({ name }: { name: string }) => name === 'null'),
    [{ name: 'null' }],
  );
  assert.equal(
    route.routes.filter(({ receiver }: { receiver: string }) => receiver === 'Default'),
    [{ receiver: 'Default', matchers: [NO_NEWS, 'severity =~ "critical"'], continue: true }],
  );
  assert.equal(customise(input, once), once);
  const bare = 'route: { receiver: a }\nreceivers: [{ name: a }]';
  const made = parse(withReceivers(bare, [{ name: 'a', type: 'webhook', url: 'http://a', severities: ['info'] }]));
  assert.equal([made.route.receiver, made.receivers[1]], ['null', { name: 'null' }]);
  assert.is(parse(withReceivers(bare, [{ name: 'a', type: 'webhook', url: 'http://a' }])).route.receiver, 'a');
});

test.run();
