import type { ReceiverAnswer } from '../alerting/receivers.ts';
import type { Answers } from '../answers/schema.ts';

/** A receiver that prometheus-msteams passes on to Teams. */
export type BridgedReceiver = Extract<ReceiverAnswer, { type: 'prometheus-msteams' }>;

/** The receivers that need prometheus-msteams (section 6). */
export function bridgedReceivers({ alerting }: Pick<Answers, 'alerting'>): BridgedReceiver[] {
  return alerting.receivers.filter((receiver) => receiver.type === 'prometheus-msteams');
}
