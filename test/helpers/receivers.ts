import { configOf } from '../../lib/alerting/config-secret.ts';
import type { ReceiverAnswer } from '../../lib/alerting/receivers.ts';
import type { AnswersFile } from '../../lib/answers/schema.ts';
import { RunbookError } from '../../lib/errors.ts';
import type { Manifest } from '../../lib/kubernetes/object.ts';
import { withField } from '../../lib/manifests/field.ts';
import { replaceObject } from '../../lib/manifests/find.ts';
import { loadStack } from '../../lib/stack/load.ts';
import type { Input } from '../../lib/step.ts';
import { receivers } from '../../steps/5.3-receivers.ts';
import { inputOf, MINIATURE } from './stack.ts';

/** Receivers as a person writes them. */
export type Receivers = NonNullable<NonNullable<AnswersFile['alerting']>['receivers']>;
export type Receiver = Receivers[number];

/** One receiver of each type, all by the same name. */
export const EACH_TYPE: Receivers = [
  { name: 'new', type: 'prometheus-msteams', path: '/alert1', webhookUrl: { env: 'TEAMS' } },
  { name: 'new', type: 'msteams', webhookUrl: { secret: 'teams-hook', key: 'url' } },
  { name: 'new', type: 'webhook', url: 'http://alert-receiver.tks.svc:8080/alerts' },
  { name: 'new', type: 'slack', webhookUrl: { env: 'SLACK' }, channel: '#alerts' },
  {
    name: 'new',
    type: 'email',
    to: 'ops@example.com, Night Shift <night@example.com>',
    from: 'alerts@example.com',
    smarthost: 'smtp.example.com:587',
    username: 'alerts',
    password: { env: 'SMTP' },
  },
];

/** What the step gets from a stack's folder and these receivers. */
export async function withWanted(folder: string, wanted: Receivers): Promise<Input> {
  return inputOf(await loadStack(folder), { alerting: { receivers: wanted } });
}

/** The same from the miniature stack with another alertmanager.yaml. */
export async function withConfig(yaml: string, wanted: Receivers = []): Promise<Input> {
  const input = await withWanted(MINIATURE, wanted);
  const manifests = replaceObject(input.stack.manifests, 'Secret', 'alertmanager-main', (secret) =>
    withField(secret, ['stringData', 'alertmanager.yaml'], yaml),
  );
  return { ...input, stack: { ...input.stack, manifests } };
}

/** The receivers of some answers with every default filled in. */
export async function parsed(wanted: Receivers): Promise<readonly ReceiverAnswer[]> {
  return (await withWanted(MINIATURE, wanted)).answers.alerting.receivers;
}

export function customise(input: Input, manifests: readonly Manifest[] = input.stack.manifests): Manifest[] {
  return receivers.customise?.(manifests, input) ?? [];
}

/** The alertmanager.yaml that the step makes. */
export function customised(input: Input): string {
  return configOf(customise(input));
}

/** The refusal that something ends in. */
export function refused(work: () => unknown): RunbookError {
  try {
    work();
  } catch (error) {
    if (error instanceof RunbookError) return error;
    throw error;
  }
  throw new Error('it should have been refused');
}

/** A configuration as a tks-platform repository may carry it: old forms, other names, receivers of its own. */
export function tksLike(password: string): string {
  return `
global:
  smtp_smarthost: mail.old.example.com:25
  smtp_from: old@example.com
  smtp_auth_username: old
  smtp_auth_password: ${password}
  slack_api_url: https://slack.old.example.com/${password}
route:
  receiver: blackhole
  group_by: [namespace, alertname]
  routes:
    - receiver: dead-man
      match: { alertname: Watchdog }
    - receiver: blackhole
      match_re: { alertname: InfoInhibitor|KubeCPUOvercommit }
    # Whoever changes this tells the night shift.
    - receiver: old-teams
      match_re: { severity: critical|warning }
      continue: true
    - receiver: old-slack
      matchers: [severity = critical]
      routes:
        - { receiver: dba, matchers: [namespace = db] }
inhibit_rules:
  - source_match: { severity: critical }
    target_match_re: { severity: warning|info }
    equal: [namespace, alertname]
receivers:
  - name: blackhole
  - { name: dead-man, webhook_configs: [{ url: "http://dead-man.ops.svc/ping" }] }
  - { name: old-teams, webhook_configs: [{ url: "http://prometheus-msteams:2000/old", send_resolved: true }] }
  - { name: old-slack, slack_configs: [{ channel: "#old" }] }
  - { name: dba, email_configs: [{ to: dba@example.com }] }
`;
}
