import type { CheckPorts } from '../checks/check.ts';
import { lookFor } from '../tools/look.ts';
import type { Session } from './session.ts';

/** A session's ways to the outside, as far as a check has them. */
export function checkPorts({ client, ports: { secrets, helm, hide } }: Pick<Session, 'client' | 'ports'>): CheckPorts {
  return { cluster: client, secrets, ...(lookFor('helm') && { helm }), hide, now: new Date() };
}
