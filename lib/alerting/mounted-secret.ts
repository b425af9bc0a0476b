import { createHash } from 'node:crypto';
import type { SecretRef } from '../answers/secret.ts';
import { slackProblem, webhookProblem } from '../answers/webhook.ts';
import { NAMESPACE } from '../manifests/namespace.ts';
import { encoded } from '../manifests/secret-data.ts';
import { ownLabels } from '../prometheus/names.ts';
import type { Desired } from '../step.ts';
import type { Text } from '../text.ts';
import type { ReceiverAnswer } from './receivers.ts';
import { checkWebhookUrl } from './webhook-url.ts';

/** A secret that Alertmanager reads from a file, out of a Secret that is mounted into its pods. */
export interface MountedSecret {
  /** Name and key of the Secret: the operator's own, or ours. */
  secret: string;
  key: string;
  /** Where the value comes from. */
  ref: SecretRef;
  receiver: ReceiverAnswer;
  /** For a webhook URL: why it can't be right, without a word of it. */
  urlProblem?: (url: string) => Text | undefined;
}

/** Where the operator mounts the Secrets of an Alertmanager's spec.secrets. */
const MOUNT = '/etc/alertmanager/secrets';

/** The secret that Alertmanager needs for a receiver; undefined where it needs none. */
export function mountedSecret(receiver: ReceiverAnswer): MountedSecret | undefined {
  switch (receiver.type) {
    case 'msteams':
      return mounted(receiver, receiver.webhookUrl, 'webhook-url', webhookProblem);
    case 'slack':
      return mounted(receiver, receiver.webhookUrl, 'webhook-url', slackProblem);
    case 'email':
      return receiver.password && mounted(receiver, receiver.password, 'password');
    default:
      return undefined;
  }
}

/** The secrets that Alertmanager needs for these receivers. */
export function mountedSecrets(receivers: readonly ReceiverAnswer[]): MountedSecret[] {
  return receivers.map(mountedSecret).filter((secret) => secret !== undefined);
}

/** Path of the value inside the Alertmanager container. */
export function mountedFile({ secret, key }: MountedSecret): string {
  return `${MOUNT}/${secret}/${key}`;
}

/** Our Secret with the value in it; undefined where the answers refer to one in the cluster. */
export function ownSecret({ secret, key, ref, receiver, urlProblem }: MountedSecret): Desired | undefined {
  if ('secret' in ref) return undefined;
  const labels = ownLabels(`alertmanager-${receiver.type}`);
  const object = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: secret, namespace: NAMESPACE, labels },
    type: 'Opaque',
  };
  return {
    object,
    async complete({ secrets }) {
      const value = (await secrets.read(ref)).reveal().trim();
      if (urlProblem) checkWebhookUrl(value, receiver.name, ref, urlProblem);
      return { ...object, data: { [key]: encoded(value) } };
    },
  };
}

function mounted(
  receiver: ReceiverAnswer,
  ref: SecretRef,
  key: string,
  urlProblem?: (url: string) => Text | undefined,
): MountedSecret {
  const at =
    'secret' in ref
      ? { secret: ref.secret, key: ref.key }
      : { secret: `alertmanager-${receiver.type}-${slug(receiver.name)}`, key };
  return { ...at, ref, receiver, ...(urlProblem && { urlProblem }) };
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
