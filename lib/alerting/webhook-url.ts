import { describeSecret, type SecretRef } from '../answers/secret.ts';
import { webhookProblem } from '../answers/webhook.ts';
import { usageError } from '../errors.ts';
import { type Text, text } from '../text.ts';

/**
 * Refuses a URL that Teams (or whoever `problemOf` knows) can't be reached by, before it is written anywhere. The URL
 * is a secret and isn't shown.
 * @throws RunbookError (exit 2) naming the receiver and where its URL came from.
 */
export function checkWebhookUrl(
  url: string,
  receiver: string,
  from: SecretRef,
  problemOf: (url: string) => Text | undefined = webhookProblem,
): void {
  const problem = problemOf(url);
  if (!problem) return;
  const where = describeSecret(from);
  throw usageError(
    text(`Use the webhook URL of receiver ${receiver}`, `수신자 ${receiver}의 웹훅 URL 사용`),
    [text(`what ${where} holds ${problem.en}`, `${where}의 값: ${problem.ko}`)],
    text(
      `Put the URL that ${receiver} is reached by there, or name another place in alerting.receivers.`,
      `${receiver}에 연결되는 URL로 바꾸거나 alerting.receivers에서 다른 위치를 지정하십시오.`,
    ),
  );
}
