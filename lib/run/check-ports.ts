import type { CheckPorts } from '../checks/check.ts';
import type { Session } from './session.ts';

/** A session's ways to the outside, as far as a check has them, but for helm, which few need. */
export function checkPorts({ client, ports: { secrets, hide } }: Pick<Session, 'client' | 'ports'>): CheckPorts {
  return { cluster: client, secrets, hide, now: new Date() };
}
