import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { AnswersFile } from '../../lib/answers/schema.ts';
import type { JsonMap } from '../../lib/kubernetes/object.ts';
import { asList, asMap, fieldAt } from '../../lib/manifests/field.ts';
import { readConfigText } from '../../lib/manifests/template.ts';
import { fillWebhooks, msteamsValues } from '../../lib/msteams/values.ts';
import { loadStack } from '../../lib/stack/load.ts';
import { msteamsConfig } from '../../steps/6.2-msteams-config.ts';
import { inputOf, MINIATURE } from '../helpers/stack.ts';

type Receivers = NonNullable<NonNullable<AnswersFile['alerting']>['receivers']>;

const TEAMS: Receivers[number] = {
  name: 'teams',
  type: 'prometheus-msteams',
  path: '/alert1',
  webhookUrl: { env: 'TEAMS' },
};
const ADAPTIVE = '{{ define "teams.card" }}{"type":"AdaptiveCard"}{{ end }}';

async function valuesOf(receivers: Receivers, msteamsValuesOfStack?: JsonMap, version?: string) {
  const stack = await loadStack(MINIATURE);
  const answers = { alerting: { receivers }, ...(version && { msteams: { version } }) };
  const { answers: parsed } = inputOf(stack, answers);
  return msteamsValues(parsed, { stack: msteamsValuesOfStack ? { msteamsValues: msteamsValuesOfStack } : {} });
}
const connectorsOf = (values: JsonMap) => asList(values.connectorsWithCustomTemplates).map(asMap);

test('a receiver becomes a connector with our card, its URL still to come', async () => {
  const { values, webhooks } = await valuesOf([TEAMS, { name: 'x', type: 'webhook', url: 'http://x' }]);
  assert.equal(connectorsOf(values), [
    {
      request_path: '/alert1',
      template_file: readConfigText('msteams/card.tmpl'),
      webhook_url: '<webhook URL of /alert1>',
      escape_underscores: true,
    },
  ]);
  assert.equal(webhooks, [{ path: '/alert1', ref: { env: 'TEAMS' }, receiver: 'teams' }]);
  assert.is(values.workflowWebhook, true);
  assert.is(fieldAt(values, 'metrics', 'serviceMonitor', 'enabled'), true);
  assert.match(readConfigText('msteams/card.tmpl'), '"type": "AdaptiveCard"');
});

test("the miniature stack's own connector stays beside the answers', with a card that Workflows take", async () => {
  const stack = await loadStack(MINIATURE);
  assert.ok(stack.msteamsValues);
  const { values, webhooks } = await valuesOf([TEAMS], stack.msteamsValues);
  const [ours, theirs, ...more] = connectorsOf(values);
  assert.equal([ours?.request_path, more], ['/alert1', []]);
  assert.equal(theirs, {
    request_path: '/old',
    template_file: readConfigText('msteams/card.tmpl'),
    webhook_url: 'https://teams.old.example.com/webhook',
    escape_underscores: true,
  });
  assert.equal(connectorsOf(fillWebhooks(values, new Map([['/alert1', 'https://x.example.com']])))[1], theirs);
  assert.equal(webhooks.length, 1);
});

test('a connector gives way on a path of the answers, and where it leads nowhere; that is said', async () => {
  const token = crypto.randomUUID();
  const real = `https://relay.example.com/${token}`;
  const templated = (path: string, url: string) => ({ request_path: path, webhook_url: url, template_file: ADAPTIVE });
  const old: JsonMap = {
    connectorsWithCustomTemplates: [
      templated('/stays', real),
      templated('/unfilled', '<Webhook Connection Endpoint URL>'),
      templated('/retired', `https://x.webhook.office.com/${token}`),
    ],
    connectors: [{ alert1: real, other: real }, { empty: '' }],
  };
  const { values } = await valuesOf([TEAMS], old);
  assert.equal(
    connectorsOf(values).map(({ request_path: path }) => path),
    ['/alert1', '/stays'],
  );
  assert.is(connectorsOf(values)[1]?.template_file, ADAPTIVE);
  assert.equal(values.connectors, [{ other: real }]);
  const stack = { ...(await loadStack(MINIATURE)), msteamsValues: old };
  const notes = msteamsConfig.notes?.(inputOf(stack, { alerting: { receivers: [TEAMS] } })) ?? [];
  assert.equal(
    notes.map(({ en }) => en.replace(/^The stack's connector of prometheus-msteams for |(:| to the).*$/g, '')),
    ['/unfilled is left out', '/retired is left out', 'alert1 gives way', 'empty is left out'],
  );
  assert.not.match(JSON.stringify(notes), token);
});

test('a placeholder that an answer fills is no matter', async () => {
  const connectorsWithCustomTemplates = [{ request_path: '/alert1', webhook_url: '<url>', template_file: 'x' }];
  const stack = { ...(await loadStack(MINIATURE)), msteamsValues: { connectorsWithCustomTemplates } };
  assert.equal(msteamsConfig.notes?.(inputOf(stack, { alerting: { receivers: [TEAMS] } })), []);
});

test("what the stack's values say stays where the answers say nothing", async () => {
  const old: JsonMap = {
    replicaCount: 2,
    image: { repository: 'harbor.example.com/msteams', tag: 'v9' },
    metrics: { serviceMonitor: { scrapeInterval: '60s', enabled: false } },
    connectorsWithCustomTemplates: [{ request_path: '/alert1', template_file: ADAPTIVE, webhook_url: '<url>' }],
  };
  const before = JSON.stringify(old);
  const { values } = await valuesOf([TEAMS], old);
  assert.is(values.replicaCount, 2);
  assert.equal(values.image, { tag: 'v9', pullPolicy: 'IfNotPresent', repository: 'harbor.example.com/msteams' });
  assert.equal(values.metrics, { serviceMonitor: { scrapeInterval: '60s', enabled: true } });
  assert.is(connectorsOf(values)[0]?.template_file, ADAPTIVE);
  assert.is(JSON.stringify(old), before);
});

test('the image is set for the chart that needs it, and for no other', async () => {
  assert.is(fieldAt((await valuesOf([TEAMS])).values, 'image', 'tag'), 'v1.5.4');
  assert.is(fieldAt((await valuesOf([TEAMS], undefined, '2.0.0')).values, 'image', 'tag'), undefined);
});

test('URLs are filled in by path, in a copy', async () => {
  const url = `https://prod.korea.logic.azure.com/${crypto.randomUUID()}`;
  const { values } = await valuesOf([TEAMS, { ...TEAMS, name: 'b', path: '/alert2' } as typeof TEAMS]);
  const filled = fillWebhooks(values, new Map([['/alert2', url]]));
  assert.equal(
    connectorsOf(filled).map((connector) => connector.webhook_url),
    ['<webhook URL of /alert1>', url],
  );
  assert.not.match(JSON.stringify(values), url);
});

test('the step is left out exactly when no receiver needs it', async () => {
  const stack = await loadStack(MINIATURE);
  const leftOut = (receivers: Receivers) => msteamsConfig.leftOut?.(inputOf(stack, { alerting: { receivers } }))?.en;
  assert.match(leftOut([]) ?? '', 'prometheus-msteams');
  assert.match(leftOut([{ name: 'n', type: 'msteams', webhookUrl: { env: 'X' } }]) ?? '', 'prometheus-msteams');
  assert.is(leftOut([TEAMS]), undefined);
});

test.run();
