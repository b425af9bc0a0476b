import { type Draft, valueAt } from '../answers/draft.ts';
import { slackProblem, webhookProblem } from '../answers/webhook.ts';
import { text } from '../text.ts';
import type { Question, SecretQuestion } from './question.ts';
import { email } from './receiver-email.ts';
import { upper } from './variable.ts';

const isType = (type: string) => (item: Draft) => valueAt(item, 'type') === type;
const variable = (item: Draft) => `${upper(item.name)}_WEBHOOK_URL`;

const TEAMS_URL = text('Webhook URL of the Teams workflow', 'Teams 워크플로의 웹훅 URL');
const SLACK_URL = text('Webhook URL of Slack', 'Slack의 웹훅 URL');

/** Section 5.3, alertmanager-secret.yaml: who is told of alerts. */
export const receivers: Question = {
  path: 'alerting.receivers',
  section: '5.3',
  kind: 'list',
  message: text(
    'Send alerts to somebody (Teams, Slack, e-mail, a webhook)?',
    '알림을 보낼 수신자(Teams, Slack, 이메일, 웹훅)를 추가합니까?',
  ),
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
        { value: 'slack', name: text('Slack', 'Slack') },
        { value: 'email', name: text('e-mail', '이메일') },
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
    webhookUrl('prometheus-msteams', { section: '6.2', message: TEAMS_URL, check: webhookProblem, local: true }),
    webhookUrl('msteams', { section: '5.3', message: TEAMS_URL, check: webhookProblem, local: false }),
    webhookUrl('slack', { section: '5.3', message: SLACK_URL, check: slackProblem, local: false }),
    {
      path: 'channel',
      section: '5.3',
      kind: 'input',
      message: text(
        "Channel, such as #alerts (empty: the webhook's own)",
        '채널(예: #alerts, 비우면 웹훅의 기본 채널)',
      ),
      when: isType('slack'),
    },
    ...email,
  ],
};

function webhookUrl(
  type: string,
  { section, message, check, local }: Pick<Question, 'section' | 'message'> & Omit<SecretQuestion, 'variable'>,
): Question {
  return {
    path: 'webhookUrl',
    section,
    kind: 'secret',
    required: true,
    message,
    secret: { variable, ...(check && { check }), ...(local && { local }) },
    when: isType(type),
  };
}
