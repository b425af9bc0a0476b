import { keycloakCheck } from '../checks/keycloak.ts';
import { runCheck } from '../checks/run.ts';
import type { Input } from '../step.ts';
import { type Text, text } from '../text.ts';
import { checkPorts } from './check-ports.ts';
import type { Session } from './session.ts';

/**
 * What the issuer's own discovery document holds against the login that Grafana was given; empty where all is well or
 * there is nothing to ask. It is no failure: the operator has to mend it in Keycloak.
 */
export async function keycloakFindings(input: Input, session: Session): Promise<Text[]> {
  const { result, reasons } = await runCheck(keycloakCheck(input), checkPorts(session));
  if (result === 'pass' || result === 'skipped') return [];
  return reasons.map(({ en, ko }) => text(`! Keycloak: ${en}`, `! Keycloak: ${ko}`));
}
