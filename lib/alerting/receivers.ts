import type { Answers } from '../answers/schema.ts';
import type { JsonMap } from '../kubernetes/object.ts';
import { mountedFile, mountedSecret } from './mounted-secret.ts';

/** A receiver as the answers have it. */
export type ReceiverAnswer = Answers['alerting']['receivers'][number];
type Email = Extract<ReceiverAnswer, { type: 'email' }>;

/** Where prometheus-msteams listens inside the cluster (section 6.2). */
const MSTEAMS_SERVICE = 'http://prometheus-msteams.monitoring:2000';

/** A receiver as Alertmanager's configuration has it (section 5.3). No secret stands in it, only the file that holds it. */
export function receiverConfig(receiver: ReceiverAnswer): JsonMap {
  const { name } = receiver;
  switch (receiver.type) {
    case 'prometheus-msteams':
      return { name, webhook_configs: [{ send_resolved: true, url: MSTEAMS_SERVICE + receiver.path }] };
    case 'webhook':
      return { name, webhook_configs: [{ send_resolved: true, url: receiver.url }] };
    case 'msteams':
      return { name, msteamsv2_configs: [{ send_resolved: true, ...inFile(receiver, 'webhook_url_file') }] };
    case 'slack': {
      const channel = receiver.channel !== undefined && { channel: receiver.channel };
      return { name, slack_configs: [{ send_resolved: true, ...inFile(receiver, 'api_url_file'), ...channel }] };
    }
    case 'email':
      return { name, email_configs: [email(receiver)] };
  }
}

function email(receiver: Email): JsonMap {
  const { to, from, smarthost, username, requireTls } = receiver;
  // Port 465 is TLS from the start, where Alertmanager before 0.31 would still insist on STARTTLS.
  const startTls = requireTls && !smarthost.endsWith(':465');
  const login = username !== undefined && { auth_username: username, ...inFile(receiver, 'auth_password_file') };
  return { send_resolved: true, to, from, smarthost, require_tls: startTls, ...login };
}

function inFile(receiver: ReceiverAnswer, key: string): JsonMap {
  const mounted = mountedSecret(receiver);
  return mounted ? { [key]: mountedFile(mounted) } : {};
}
