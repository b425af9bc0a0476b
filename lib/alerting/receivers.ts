import type { Answers } from '../answers/schema.ts';
import type { JsonMap } from '../kubernetes/object.ts';
import { webhookFile } from './webhook-secret.ts';

/** A receiver as the answers have it. */
export type ReceiverAnswer = Answers['alerting']['receivers'][number];

/** Where prometheus-msteams listens inside the cluster (section 6.2). */
const MSTEAMS_SERVICE = 'http://prometheus-msteams.monitoring:2000';

/** A receiver as Alertmanager's configuration has it (section 5.3). No secret stands in it. */
export function receiverConfig(receiver: ReceiverAnswer): JsonMap {
  switch (receiver.type) {
    case 'prometheus-msteams':
      return webhook(receiver.name, MSTEAMS_SERVICE + receiver.path);
    case 'webhook':
      return webhook(receiver.name, receiver.url);
    case 'msteams':
      return {
        name: receiver.name,
        msteamsv2_configs: [{ send_resolved: true, webhook_url_file: webhookFile(receiver) }],
      };
  }
}

function webhook(name: string, url: string): JsonMap {
  return { name, webhook_configs: [{ send_resolved: true, url }] };
}
