import { describeSecret, type SecretRef } from '../answers/secret.ts';
import { webhookProblem } from '../answers/webhook.ts';
import { usageError } from '../errors.ts';
import { text } from '../text.ts';

/**
 * Refuses a URL that Teams can't be reached by, before it is written anywhere. The URL is a secret and isn't shown.
 * @throws RunbookError (exit 2) naming the receiver and where its URL came from.
 */
export function checkWebhookUrl(url: string, receiver: string, from: SecretRef): void {
  const problem = webhookProblem(url);
  if (!problem) return;
  const where = describeSecret(from);
  throw usageError(text(`Use the webhook URL of receiver ${receiver}`, `수신자 ${receiver}의 webhook URL 사용`), [
    text(`what ${where} holds ${problem.en}`, `${where}의 값: ${problem.ko}`),
  ]);
}
