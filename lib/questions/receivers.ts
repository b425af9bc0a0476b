import { type Draft, valueAt } from '../answers/draft.ts';
import { webhookProblem } from '../answers/webhook.ts';
import { text } from '../text.ts';
import type { Question } from './question.ts';

const isType = (type: string) => (item: Draft) => valueAt(item, 'type') === type;
const variable = (item: Draft) => `${upper(item.name)}_WEBHOOK_URL`;

/** The words of a name as part of an environment variable's name. */
export function upper(name: unknown): string {
  return `${name}`
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^(?=\d)|^$/, '_');
}

/** Section 5.3, alertmanager-secret.yaml: who is told of alerts. */
export const receivers: Question = {
  path: 'alerting.receivers',
  section: '5.3',
  kind: 'list',
  message: text('Send alerts to somebody (Teams, a webhook)?', '알림을 보낼 수신자(Teams, 웹훅)를 추가합니까?'),
  another: text('Another receiver?', '수신자를 더 추가합니까?'),
  each: [
    {
      path: 'type',
      section: '5.3',
      kind: 'select',
      required: true,
      message: text('Kind of receiver', '수신자의 종류'),
      choices: () => [
        {
          value: 'prometheus-msteams',
          name: text('Teams, through prometheus-msteams (section 6)', 'Teams, prometheus-msteams 경유(6장)'),
        },
        { value: 'msteams', name: text('Teams, from Alertmanager itself', 'Teams, Alertmanager에서 직접') },
        { value: 'webhook', name: text('a webhook, such as open-api-monitoring', '웹훅(open-api-monitoring 등)') },
      ],
    },
    {
      path: 'name',
      section: '5.3',
      kind: 'input',
      unique: true,
      required: true,
      message: text('Name of the receiver', '수신자의 이름'),
    },
    {
      path: 'severities',
      section: '5.3',
      kind: 'checkbox',
      message: text('Only alerts of these severities (none ticked: all)', '이 심각도의 알림만(선택하지 않으면 모두)'),
      choices: () => ['critical', 'warning', 'info', 'none'].map((value) => ({ value, name: value })),
    },
    {
      path: 'url',
      section: '5.3',
      kind: 'input',
      required: true,
      message: text('URL that gets the alerts', '알림을 받을 URL'),
      when: isType('webhook'),
    },
    {
      path: 'path',
      section: '6.2',
      kind: 'input',
      unique: true,
      required: true,
      message: text('Path in prometheus-msteams (request_path)', 'prometheus-msteams의 경로(request_path)'),
      default: () => '/alert1',
      when: isType('prometheus-msteams'),
    },
    // The chart's values hold the URL, so the runbook has to read it; Alertmanager reads it out of a Secret itself.
    webhookUrl('prometheus-msteams', { local: true }),
    webhookUrl('msteams', { local: false }),
  ],
};

function webhookUrl(type: string, { local }: { local: boolean }): Question {
  return {
    path: 'webhookUrl',
    section: '6.2',
    kind: 'secret',
    required: true,
    message: text('Webhook URL of the Teams workflow', 'Teams 워크플로의 웹훅 URL'),
    secret: { variable, check: webhookProblem, local },
    when: isType(type),
  };
}
