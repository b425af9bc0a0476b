import type { AnswersFile } from '../../../lib/answers/schema.ts';
import type { Circumstances } from './outcome.ts';

type Receiver = NonNullable<NonNullable<AnswersFile['alerting']>['receivers']>[number];

const teams = { name: 'teams', type: 'prometheus-msteams', path: '/alert1', webhookUrl: { env: 'TEAMS' } } as const;
const native = { name: 'teams-native', type: 'msteams', webhookUrl: { env: 'NATIVE' } } as const;
const hook = {
  name: 'open-api-monitoring',
  type: 'webhook',
  url: 'http://alert-receiver.tks.svc:8080/alerts',
} as const;
const slack = { name: 'slack', type: 'slack', webhookUrl: { env: 'SLACK' }, channel: '#alerts' } as const;
const email = {
  name: 'mail',
  type: 'email',
  to: 'ops@example.com',
  from: 'alertmanager@example.com',
  smarthost: 'smtp.example.com:587',
  username: 'alertmanager',
  password: { env: 'SMTP' },
} as const;

const told = (...receivers: Receiver[]): Circumstances => ({ answers: { alerting: { receivers } } });

export const alerting: Readonly<Record<string, Circumstances>> = {
  'receiver-prometheus-msteams': told(teams),
  'receiver-msteams': told(native),
  'receiver-msteams-in-the-cluster': told({ ...native, webhookUrl: { secret: 'teams', key: 'url' } }),
  'receiver-webhook': told(hook),
  'receiver-watchdog': told({ ...hook, name: 'Watchdog', severities: ['none'] }),
  'receiver-slack': told(slack),
  'receiver-email': told(email),
  'receiver-email-in-the-clear': told({
    ...email,
    username: undefined,
    password: undefined,
    requireTls: false,
  } as never),
  'receivers-by-severity': told(
    { ...teams, severities: ['critical', 'warning'] },
    { ...native, severities: ['critical'] },
    hook,
  ),
  'receivers-two-bridged': told(teams, { ...teams, name: 'teams-2', path: '/alert2', webhookUrl: { env: 'SECOND' } }),
};
