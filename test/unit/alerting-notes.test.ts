import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Input } from '../../lib/step.ts';
import { receivers } from '../../steps/5.3-receivers.ts';
import { EACH_TYPE, type Receivers, tksLike, withConfig, withWanted } from '../helpers/receivers.ts';
import { PRESENT } from '../helpers/stack.ts';

const HOOK = { type: 'webhook', url: 'http://a' } as const;
const MAIL = { name: 'mail', type: 'email', to: 'a@example.com', from: 'b@example.com' } as const;
const notesOf = (input: Input) => receivers.notes?.(input).map(({ en }) => en) ?? [];
/** The notes on a configuration with these receivers. */
async function notesWith(old: object[], wanted: Receivers, config: object = {}): Promise<string[]> {
  const route = { receiver: 'quiet', routes: [] };
  return notesOf(
    await withConfig(JSON.stringify({ route, receivers: [{ name: 'quiet' }, ...old], ...config }), wanted),
  );
}

for (const folder of PRESENT) {
  test(`${folder}: nothing clashes with any type`, async () => {
    for (const receiver of EACH_TYPE) assert.equal(notesOf(await withWanted(folder, [receiver])), []);
  });

  test(`${folder}: a receiver that nobody is told by is no clash, its route is`, async () => {
    const wanted: Receivers = [{ ...HOOK, name: 'Critical', severities: ['critical'] }];
    const [route, ...more] = notesOf(await withWanted(folder, wanted));
    assert.equal(more, []);
    assert.match(
      route ?? '',
      /route to Critical, \{severity = critical\}, gives way to that of the answers, \{alertname/,
    );
  });
}

test('a tks-like file: what gives way is said, with hosts and without a secret', async () => {
  const password = crypto.randomUUID();
  const wanted: Receivers = [
    { name: 'old-teams', type: 'prometheus-msteams', path: '/alert1', webhookUrl: { env: 'TEAMS' } },
    { name: 'old-slack', type: 'msteams', webhookUrl: { env: 'NATIVE' } },
    { ...MAIL, name: 'dba', smarthost: 'smtp.example.com:587' },
  ];
  const input = await withConfig(tksLike(password), wanted);
  const notes = notesOf(input);
  assert.equal(
    notes.map((note) => note.replace(/, gives way to that of the answers, .*/, '')),
    [
      "The stack's receiver old-teams gives way to that of the answers: webhook (prometheus-msteams:2000) → webhook (prometheus-msteams.monitoring:2000).",
      'The stack\'s route to old-teams, {severity=~"critical|warning"}',
      "The stack's receiver old-slack gives way to that of the answers: slack → msteamsv2.",
      "The stack's route to old-slack, {severity = critical}",
      "The stack's receiver dba gives way to that of the answers: email → email (smtp.example.com:587).",
      "The stack's route to dba, {namespace = db}",
      "dba has no username: Alertmanager logs in to smtp.example.com:587 with the stack's global smtp_auth_username and password, which were meant for another server.",
    ],
  );
  assert.not.match(JSON.stringify(receivers.notes?.(input)), password);
});

test("a webhook's URL is shown as its host only", async () => {
  const token = crypto.randomUUID();
  const old = {
    name: 'x',
    webhook_configs: [{ url: `https://user:${token}@hooks.example.com/${token}?sig=${token}` }],
  };
  const notes = await notesWith([old], [{ ...HOOK, name: 'x', url: 'https://hooks.example.com/new' }]);
  assert.equal(notes, [
    "The stack's receiver x gives way to that of the answers: webhook (hooks.example.com) with other settings.",
  ]);
});

test('the receiver of the rest says so when it will get some severities only', async () => {
  const route = { receiver: 'ops' };
  const old = [{ name: 'ops', webhook_configs: [{ url: 'http://old' }] }];
  const some = await notesWith(old, [{ ...HOOK, name: 'ops', severities: ['critical'] }], { route, receivers: old });
  assert.is(some.length, 2);
  assert.match(some[1] ?? '', /went to ops; .* it goes to nobody/);
  const all = await notesWith(old, [{ ...HOOK, name: 'ops' }], { route, receivers: old });
  assert.is(all.length, 1);
});

test('what is as the answers want it already is no clash', async () => {
  const old = { name: 'x', webhook_configs: [{ url: 'http://a', send_resolved: true }] };
  assert.equal(await notesWith([old], [{ ...HOOK, name: 'x' }]), []);
});

test("a dead connector of the stack's own is said, with receivers in the answers or without", async () => {
  const token = crypto.randomUUID();
  const old = { name: 'dead', msteams_configs: [{ webhook_url: `https://x.webhook.office.com/${token}` }] };
  for (const wanted of [[], [{ ...HOOK, name: 'x' }]] satisfies Receivers[]) {
    const [note, ...more] = await notesWith([old], wanted);
    assert.equal(more, []);
    assert.match(note ?? '', /receiver dead sends to an Office 365 connector, which Microsoft retired/);
    assert.not.match(note ?? '', token);
  }
  assert.equal(
    (await notesWith([old], [{ ...HOOK, name: 'dead' }])).filter((note) => note.includes('retired')),
    [],
  );
});

test('a path of prometheus-msteams that nobody serves, or two send to, is said', async () => {
  const url = 'http://prometheus-msteams.monitoring.svc.cluster.local:2000/alert1';
  const old = [{ name: 'old', webhook_configs: [{ url }] }];
  const teams = (path: string): Receivers => [
    { name: 'teams', type: 'prometheus-msteams', path, webhookUrl: { env: 'TEAMS' } },
  ];
  assert.match((await notesWith(old, teams('/alert1')))[0] ?? '', /old sends to the same place as teams/);
  assert.match((await notesWith(old, teams('/alert2')))[0] ?? '', /prometheus-msteams at \/alert1, and neither/);
  assert.match((await notesWith(old, []))[0] ?? '', /prometheus-msteams at \/alert1, .* section 6 is left out/);
});

test('a path that a connector of the stack serves is no doubt, as long as anybody installs prometheus-msteams', async () => {
  const receiver = (host: string) => ({ name: 'old', webhook_configs: [{ url: `http://${host}:2000/old` }] });
  const said = async (url: string, wanted: Receivers, host = 'prometheus-msteams') => {
    const input = await withConfig(JSON.stringify({ route: { receiver: 'old' }, receivers: [receiver(host)] }), wanted);
    const connectorsWithCustomTemplates = [{ request_path: '/old', webhook_url: url, template_file: 'x' }];
    return notesOf({ ...input, stack: { ...input.stack, msteamsValues: { connectorsWithCustomTemplates } } }).join();
  };
  const teams: Receivers = [
    { name: 'teams', type: 'prometheus-msteams', path: '/alert1', webhookUrl: { env: 'TEAMS' } },
  ];
  const real = `https://relay.example.com/${crypto.randomUUID()}`;
  for (const host of ['prometheus-msteams', 'prometheus-msteams.monitoring', 'prometheus-msteams.monitoring.svc']) {
    assert.is(await said(real, teams, host), '');
    assert.match(await said('<webhook URL>', teams, host), /at \/old, and neither/);
    assert.match(await said(real, [], host), /at \/old, .* section 6 is left out/);
  }
  assert.is(await said('<webhook URL>', teams, 'prometheus-msteams.example.com'), '');
});

test("a global token of Slack's goes before our URL, which is said", async () => {
  const token = crypto.randomUUID();
  const slack: Receivers = [{ name: 's', type: 'slack', webhookUrl: { env: 'SLACK' } }];
  const [note, ...more] = await notesWith([], slack, { global: { slack_app_token: token } });
  assert.equal(more, []);
  assert.match(note ?? '', /slack_app_token goes before the webhook URL of s/);
  assert.not.match(note ?? '', token);
});

test('a login for another server is no matter where the server is the same, or the login our own', async () => {
  const global = { smtp_smarthost: 'mail:25', smtp_auth_username: 'x' };
  const own = { username: 'me', password: { env: 'SMTP' } };
  assert.equal(await notesWith([], [{ ...MAIL, smarthost: 'mail:25' }], { global }), []);
  assert.equal(await notesWith([], [{ ...MAIL, smarthost: 'other:25', ...own }], { global }), []);
  assert.is((await notesWith([], [{ ...MAIL, smarthost: 'other:25' }], { global })).length, 1);
});

test('a file that can not be read says nothing here: its edit does', async () => {
  const input = await withConfig('route: [', EACH_TYPE.slice(0, 1));
  assert.equal(notesOf(input), []);
});

test.run();
