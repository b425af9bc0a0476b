import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { loadAnswers } from '../../lib/answers/load.ts';
import { createSecretReader } from '../../lib/answers/secret-reader.ts';
import { listSecretRefs } from '../../lib/answers/secret-refs.ts';
import { parseAnswers } from '../../lib/answers/validate.ts';
import { say } from '../../lib/text.ts';
import { refused } from '../helpers/receivers.ts';

const folder = mkdtempSync(join(tmpdir(), 'tks-receivers-'));
test.after(() => rmSync(folder, { recursive: true }));

/** Loads answers with these receivers, one a line: the first stands in line 3. */
function load(...receivers: string[]) {
  writeFileSync(join(folder, 'a.yaml'), `alerting:\n  receivers:\n${receivers.map((r) => `    - ${r}\n`).join('')}`);
  return loadAnswers({ files: ['a.yaml'], sets: [], cwd: folder });
}
const causesOf = (...receivers: string[]) => refused(() => load(...receivers)).failure.causes.map((c) => say(c, 'en'));

const MAIL = 'type: email, to: ops@example.com, from: alerts@example.com';
const TABLE: [what: string, receiver: string, cause: RegExp][] = [
  [
    'a retired connector',
    '{ name: a, type: webhook, url: "https://x.webhook.office.com/a" }',
    /^a.yaml:3:\d+ alerting.receivers\[0\].url: is an Office 365 connector .* retired .* May 2026/,
  ],
  [
    'a workflow in the wrong type',
    '{ name: a, type: webhook, url: "https://prod-1.korea.logic.azure.com/a" }',
    /^a.yaml:3:38 alerting.receivers\[0\].url: .* use type msteams/,
  ],
  [
    'Slack in the wrong type',
    '{ name: a, type: webhook, url: "https://hooks.slack.com/a" }',
    /^a.yaml:3:38 alerting.receivers\[0\].url: .* use type slack/,
  ],
  [
    'a URL that is none',
    '{ name: a, type: webhook, url: alert-receiver }',
    /^a.yaml:3:38 alerting.receivers\[0\].url: must be a URL that starts with http:\/\/ or https:\/\/$/,
  ],
  [
    'an unknown severity',
    '{ name: a, type: webhook, url: "http://a", severities: [warning, criticl] }',
    /^a.yaml:3:72 alerting.receivers\[0\].severities\[1\]: must be one of: critical, warning, info, none$/,
  ],
  [
    'an unknown type',
    '{ name: a, type: teams, url: "http://a" }',
    /^a.yaml:3:24 alerting.receivers\[0\].type: must be one of: prometheus-msteams, msteams, webhook, slack, email$/,
  ],
  [
    'a plain secret',
    '{ name: a, type: slack, webhookUrl: "https://hooks.slack.com/a" }',
    /^a.yaml:3:\d+ alerting.receivers\[0\].webhookUrl: must be a reference, .* plain text/,
  ],
  [
    'a plain password',
    `{ name: a, ${MAIL}, smarthost: "smtp:587", username: x, password: y }`,
    /^a.yaml:3:\d+ alerting.receivers\[0\].password: must be a reference, .* plain text/,
  ],
  [
    'a Secret that only section 6 could read',
    '{ name: a, type: prometheus-msteams, path: /a, webhookUrl: { secret: hook, key: url } }',
    /^a.yaml:3:\d+ alerting.receivers\[0\].webhookUrl: must be \{ env: NAME \} or .* Use type msteams/,
  ],
  ['mail without a server', `{ name: a, ${MAIL} }`, /^a.yaml:3:\d+ alerting.receivers\[0\].smarthost: is missing$/],
  [
    'mail to a server without a port',
    `{ name: a, ${MAIL}, smarthost: smtp.example.com }`,
    /alerting.receivers\[0\].smarthost: must be HOST:PORT such as/,
  ],
  [
    'mail to a port that is none',
    `{ name: a, ${MAIL}, smarthost: "smtp:99999" }`,
    /alerting.receivers\[0\].smarthost: must be HOST:PORT/,
  ],
  [
    'mail to nobody',
    '{ name: a, type: email, to: "ops@example.com, night", from: a@example.com, smarthost: "smtp:25" }',
    /alerting.receivers\[0\].to: must be addresses/,
  ],
  [
    'mail from two',
    '{ name: a, type: email, to: a@example.com, from: "a@example.com,b@example.com", smarthost: "smtp:25" }',
    /alerting.receivers\[0\].from: must be one address/,
  ],
  [
    'a login without a password',
    `{ name: a, ${MAIL}, smarthost: "smtp:587", username: x }`,
    /alerting.receivers\[0\].username: needs a password/,
  ],
  [
    'a password without a login',
    `{ name: a, ${MAIL}, smarthost: "smtp:587", password: { env: X } }`,
    /alerting.receivers\[0\].password: needs a username/,
  ],
  [
    'a key of another type',
    '{ name: a, type: webhook, url: "http://a", channel: x }',
    /alerting.receivers\[0\].channel: unknown key/,
  ],
  [
    "the name of the stack's wastebasket",
    '{ name: "null", type: webhook, url: "http://a" }',
    /alerting.receivers\[0\].name: must not be null/,
  ],
];

for (const [what, receiver, cause] of TABLE) {
  test(`${what} is refused with its place and the reason`, () => {
    const causes = causesOf(receiver);
    assert.is(causes.length, 1, causes.join('\n'));
    assert.match(causes[0] ?? '', cause);
  });
}

test('a name or a path that another receiver has is told at the second of them', () => {
  const hook = '{ name: a, type: webhook, url: "http://a" }';
  const teams = (name: string) => `{ name: ${name}, type: prometheus-msteams, path: /a, webhookUrl: { env: X } }`;
  assert.equal(causesOf(hook, hook), ['a.yaml:4:7 alerting.receivers[1]: has the name of another receiver']);
  assert.equal(causesOf(teams('b'), hook, teams('c')), [
    'a.yaml:5:7 alerting.receivers[2]: has the path of another receiver',
  ]);
});

test('no refusal repeats a secret', () => {
  const token = crypto.randomUUID();
  for (const receiver of [
    `{ name: a, type: slack, webhookUrl: "https://hooks.slack.com/${token}" }`,
    `{ name: a, type: webhook, url: "https://prod-1.korea.logic.azure.com/${token}" }`,
    `{ name: a, ${MAIL}, smarthost: "smtp:587", username: x, password: ${token} }`,
  ])
    assert.not.match(causesOf(receiver).join(), token);
});

test('a Secret that is not in the cluster is named by its answer, for every type', async () => {
  const file = load(
    '{ name: a, type: slack, webhookUrl: { secret: hooks, key: slack } }',
    '{ name: b, type: msteams, webhookUrl: { secret: hooks, key: teams } }',
    `{ name: c, ${MAIL}, smarthost: "smtp:587", username: x, password: { secret: mail, key: password } }`,
  );
  const reader = createSecretReader({ env: {}, hasKey: async (_, key) => key === 'teams' });
  const error = await reader.requireAll(listSecretRefs(parseAnswers(file))).catch((thrown: Error) => thrown);
  assert.match(String(error), /receivers\[0\].webhookUrl: the Secret monitoring\/hooks with the key slack is not/);
  assert.match(String(error), /receivers\[2\].password: the Secret monitoring\/mail with the key password is not/);
  assert.not.match(String(error), 'receivers[1]');
});

test('what is right loads', () => {
  load(
    '{ name: a, type: prometheus-msteams, path: /a, webhookUrl: { file: hook.txt } }',
    '{ name: b, type: webhook, url: "https://alert-receiver.tks.svc:8080/alerts" }',
    `{ name: c, ${MAIL}, smarthost: "[2001:db8::1]:25", requireTls: false }`,
    "{ name: d, type: slack, webhookUrl: { env: X }, channel: '#alerts', severities: [critical] }",
  );
});

test.run();
