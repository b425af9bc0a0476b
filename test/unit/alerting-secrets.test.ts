import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { mountedSecrets } from '../../lib/alerting/mounted-secret.ts';
import { requireVersions } from '../../lib/alerting/version.ts';
import { checkWebhookUrl } from '../../lib/alerting/webhook-url.ts';
import { slackProblem } from '../../lib/answers/webhook.ts';
import { RunbookError } from '../../lib/errors.ts';
import type { KubeObject } from '../../lib/kubernetes/object.ts';
import { receivers } from '../../steps/5.3-receivers.ts';
import { filePorts } from '../helpers/ports.ts';
import { customise, EACH_TYPE, parsed, type Receivers, refused, withWanted } from '../helpers/receivers.ts';
import { MINIATURE, PRESENT } from '../helpers/stack.ts';

const TEAMS = { name: 't', type: 'msteams', webhookUrl: { env: 'URL' } } as const;
const SLACK = { name: 's', type: 'slack', webhookUrl: { env: 'URL' } } as const;

test('a retired connector is refused, and no error shows the URL', () => {
  const token = crypto.randomUUID();
  for (const url of [
    `https://x.webhook.office.com/${token}`,
    `https://outlook.office.com/webhook/${token}`,
    `https://hooks.slack.com/services/${token}`,
    `http://${token}`,
    token,
  ]) {
    assert.throws(
      () => checkWebhookUrl(url, 'teams', { env: 'TEAMS' }),
      (error: unknown) => {
        const { failure } = error as RunbookError;
        return /URL that teams is reached by/.test(failure.hint?.en ?? '') && !JSON.stringify(failure).includes(token);
      },
    );
  }
  checkWebhookUrl(`https://prod-1.korea.logic.azure.com/${token}`, 'teams', { env: 'TEAMS' });
});

test("Slack's URL is checked as well, and one of Teams isn't taken for it", () => {
  assert.match(slackProblem('http://hooks.slack.com/services/x')?.en ?? '', 'https://');
  assert.match(slackProblem('https://prod-1.korea.logic.azure.com/x')?.en ?? '', 'type msteams');
  assert.match(slackProblem('https://x.webhook.office.com/x')?.en ?? '', 'retired');
  assert.is(slackProblem('https://hooks.slack.com/services/x'), undefined);
  assert.is(slackProblem('https://mattermost.example.com/hooks/x'), undefined);
});

test('planning itself refuses a bad URL, whichever receiver it is for', async () => {
  for (const [receiver, url] of [
    [TEAMS, 'https://x.webhook.office.com/a'],
    [SLACK, 'https://prod-1.korea.logic.azure.com/a'],
  ] as const) {
    const [secret] = receivers.desired?.(await withWanted(MINIATURE, [receiver]), []) ?? [];
    const error = await secret?.complete?.(filePorts({ URL: url })).catch((thrown: unknown) => thrown);
    assert.instance(error, RunbookError);
  }
});

const alertmanager = (spec: Record<string, string | object>) =>
  ({ apiVersion: 'monitoring.coreos.com/v1', kind: 'Alertmanager', metadata: { name: 'main' }, spec }) as KubeObject;
const mountedOf = async (wanted: Receivers) => mountedSecrets(await parsed(wanted));
const [, , , slack, mail] = EACH_TYPE;
const both = [slack, mail].filter((each) => each !== undefined).map((each, i) => ({ ...each, name: `n${i}` }));

test('an Alertmanager that does not know a type is refused, with the receivers', async () => {
  for (const [spec, wanted, words] of [
    [{ version: '0.27.0' }, [TEAMS], /t: type msteams needs Alertmanager 0.28 or newer; the stack's is 0.27.0/],
    [{ image: 'quay.io/prometheus/alertmanager:v0.24.1' }, both, /n1: type email needs Alertmanager 0.25/],
    [{ version: '0.21.0' }, both, /n0: type slack needs Alertmanager 0.22/],
  ] as const) {
    const mounted = await mountedOf([...wanted]);
    const { exit, message } = refused(() => requireVersions(alertmanager(spec), '0.92.0', mounted));
    assert.is(exit, 2);
    assert.match(message, words);
  }
});

test('an operator that would spoil type msteams is refused where it reads the configuration', async () => {
  const mounted = await mountedOf([TEAMS]);
  const spec = { version: '0.28.1' };
  requireVersions(alertmanager(spec), '0.80.1', mounted);
  const read = alertmanager({ ...spec, alertmanagerConfigSelector: {} });
  assert.match(refused(() => requireVersions(read, '0.80.1', mounted)).message, /prometheus-operator 0.81/);
  requireVersions(read, '0.81.0', mounted);
});

test('what can not be told, and what is new enough, is let through', async () => {
  const mounted = await mountedOf([TEAMS, ...both]);
  for (const spec of [
    { version: '0.28.0' },
    { version: 'v1.0.0' },
    { image: 'registry:5000/alertmanager@sha256:0' },
    {},
  ])
    requireVersions(alertmanager(spec), '', mounted);
});

for (const folder of PRESENT) {
  test(`${folder}: is new enough for every type`, async () => {
    for (const receiver of EACH_TYPE) customise(await withWanted(folder, [receiver]));
  });
}

test.run();
