import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { withReceivers } from '../../lib/alerting/config.ts';
import { configOf } from '../../lib/alerting/config-secret.ts';
import { receivers } from '../../steps/5.3-receivers.ts';
import { customise, customised, type Receivers, refused, withConfig, withWanted } from '../helpers/receivers.ts';
import { MINIATURE } from '../helpers/stack.ts';

const HOOK = { type: 'webhook', url: 'http://a' } as const;

test('comments and order of the file stay', async () => {
  const input = await withWanted(MINIATURE, [{ ...HOOK, name: 'a' }]);
  const own = configOf(input.stack.manifests);
  const kept = own.split('\n').filter((line) => line.trim().startsWith('#'));
  const yaml = customised(input);
  assert.ok(kept.length > 0);
  for (const comment of kept) assert.match(yaml, comment.trim());
  assert.equal(Object.keys(parse(yaml)), Object.keys(parse(own)));
});

test('anchors, aliases and merge keys of the file keep their meaning', () => {
  const yaml = `
route: { receiver: Default }
receivers:
  - name: Default
  - name: teams
    webhook_configs: &hook
      - &base { url: "http://old", send_resolved: false }
  - { name: same, webhook_configs: *hook }
  - { name: merged, webhook_configs: [{ <<: *base, max_alerts: 5 }] }
`;
  const [, , same, merged] = parse(withReceivers(yaml, [{ ...HOOK, name: 'teams' }])).receivers;
  assert.equal(same.webhook_configs, [{ url: 'http://old', send_resolved: false }]);
  assert.equal(merged.webhook_configs, [{ url: 'http://old', send_resolved: false, max_alerts: 5 }]);
});

const UNFILLED = [
  'route: { receiver: Default }',
  'receivers:',
  '  - { name: Default, webhook_configs: [{ url: <prometheus-msteams alert endpoint> }] }',
  '  - { name: slack, slack_configs: [{ api_url: "https://<host>/x" }] }',
  '  - { name: fine, webhook_configs: [{ url: "http://fine" }], pagerduty_configs: [{ client_url: "{{ template }}" }] }',
].join('\n');

test('a placeholder left in the stack is refused with the name of its receiver', () => {
  const yaml = 'route: { receiver: x }\nreceivers: [{ name: x, webhook_configs: [{ url: <endpoint> }] }]';
  assert.match(refused(() => withReceivers(yaml, [{ ...HOOK, name: 'a' }])).message, /receiver x/);
  assert.throws(() => withReceivers('route: [', []), /Adding receivers/);
  assert.throws(() => withReceivers('{}', []), /no route/);
});

test('a placeholder of the stack is refused without receivers in the answers too', async () => {
  const input = await withConfig(UNFILLED);
  assert.is(receivers.leftOut?.(input), undefined);
  const { exit, failure } = refused(() => customise(input));
  assert.equal([exit, failure.section, failure.causes.length], [3, '5.3', 2]);
  assert.match(JSON.stringify(failure.causes), /receiver Default .*receiver slack /);
  assert.match(failure.hint?.en ?? '', /alerting: \{ receivers: \[\{ name: "Default"/);
});

test('a placeholder that an answer fills is none', async () => {
  const wanted: Receivers = ['Default', 'slack'].map((name) => ({ ...HOOK, name }));
  assert.not.match(customised(await withConfig(UNFILLED, wanted)), '<');
  assert.is(refused(() => withReceivers(UNFILLED, [{ ...HOOK, name: 'Default' }])).exit, 3);
});

test('a fault in the file is told by its place, without a word of it', () => {
  const password = crypto.randomUUID();
  for (const [yaml, place] of [
    [`global:\n  smtp_auth_password: "${password}\nroute: {}`, /line \d+, column \d+: /],
    [`global: {}\n  smtp_auth_password: ${password}`, /line \d+, column \d+: /],
    [`route: { receiver: x }\nglobal: { smtp_auth_password: *${password} }`, /alias of an anchor/],
  ] as const) {
    const { exit, message, failure } = refused(() => withReceivers(yaml, []));
    assert.is(exit, 3);
    assert.match(message, place);
    assert.not.match(message + JSON.stringify(failure), password);
    assert.not.match(message + JSON.stringify(failure), 'smtp');
  }
});

test.run();
