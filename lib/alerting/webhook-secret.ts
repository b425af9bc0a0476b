import { createHash } from 'node:crypto';
import { NAMESPACE } from '../manifests/namespace.ts';
import { ownLabels } from '../prometheus/names.ts';
import type { Desired } from '../step.ts';
import type { ReceiverAnswer } from './receivers.ts';
import { checkWebhookUrl } from './webhook-url.ts';

/** A receiver that Alertmanager serves itself. */
export type MsteamsReceiver = Extract<ReceiverAnswer, { type: 'msteams' }>;

const KEY = 'webhook-url';
/** Where the operator mounts the Secrets of an Alertmanager's spec.secrets. */
const MOUNT = '/etc/alertmanager/secrets';

/** The receivers that need a Secret mounted into Alertmanager. */
export function msteamsReceivers(receivers: readonly ReceiverAnswer[]): MsteamsReceiver[] {
  return receivers.filter((receiver) => receiver.type === 'msteams');
}

/** The Secret that holds this receiver's webhook URL: the operator's own or ours. */
export function webhookSecretName({ name, webhookUrl }: MsteamsReceiver): string {
  return 'secret' in webhookUrl ? webhookUrl.secret : `alertmanager-msteams-${slug(name)}`;
}

/** Path of the webhook URL inside the Alertmanager container. */
export function webhookFile(receiver: MsteamsReceiver): string {
  const key = 'secret' in receiver.webhookUrl ? receiver.webhookUrl.key : KEY;
  return `${MOUNT}/${webhookSecretName(receiver)}/${key}`;
}

/** Our Secret for this receiver; undefined when the answers refer to one in the cluster. */
export function webhookSecret(receiver: MsteamsReceiver): Desired | undefined {
  if ('secret' in receiver.webhookUrl) return undefined;
  const { webhookUrl } = receiver;
  const object = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: webhookSecretName(receiver), namespace: NAMESPACE, labels: ownLabels('alertmanager-msteams') },
    type: 'Opaque',
  };
  return {
    object,
    async complete({ secrets }) {
      const url = (await secrets.read(webhookUrl)).reveal().trim();
      checkWebhookUrl(url, receiver.name, webhookUrl);
      return { ...object, data: { [KEY]: Buffer.from(url).toString('base64') } };
    },
  };
}

/** A name that Kubernetes takes. One that had to be changed gets a hash, so that two of them never become one. */
function slug(name: string): string {
  if (/^[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?$/.test(name)) return name;
  const letters =
    name
      .toLowerCase()
      .slice(0, 30)
      .match(/[a-z0-9]+/g) ?? [];
  return [...letters, createHash('sha256').update(name).digest('hex').slice(0, 8)].join('-');
}
