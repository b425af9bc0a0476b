import type { Answers } from '../answers/schema.ts';
import { describeSecret } from '../answers/secret.ts';
import { usageError } from '../errors.ts';
import { type Text, text } from '../text.ts';
import { type BridgedReceiver, bridgedReceivers } from './receivers.ts';

/**
 * Refuses secrets that prometheus-msteams can't be given, before anything is changed (section 6.2).
 * @throws RunbookError with one cause for each receiver.
 */
export function checkMsteams(answers: Pick<Answers, 'alerting'>): void {
  const causes = bridgedReceivers(answers).flatMap(inCluster);
  if (causes.length === 0) return;
  throw usageError(
    text('6.2 Receivers of type prometheus-msteams', '6.2 prometheus-msteams 유형의 수신자'),
    causes,
    text(
      'give the URL as { env: NAME } or { file: PATH }, or use type msteams, which mounts the Secret',
      'URL을 { env: NAME } 또는 { file: PATH }로 지정하거나, Secret을 마운트하는 msteams 유형을 사용하십시오',
    ),
  );
}

function inCluster({ name, webhookUrl }: BridgedReceiver): Text[] {
  if (!('secret' in webhookUrl)) return [];
  const from = describeSecret(webhookUrl);
  return [
    text(
      `${name}: the chart takes its webhook URL as a value, so ${from} in the cluster can't be used`,
      `${name}: 차트가 webhook URL을 값으로 받으므로 클러스터의 ${from}을(를) 사용할 수 없습니다`,
    ),
  ];
}
