import { checkDiscoveryDocument } from '../grafana/check-discovery.ts';
import type { SecretReader } from '../ports.ts';
import type { Input } from '../step.ts';
import { type Text, text } from '../text.ts';

/**
 * What the issuer's own discovery document holds against the login that Grafana was given; empty where all is well or
 * there is none. It is no failure: the operator has to mend it in Keycloak. On kwok's nodes no Grafana would log in.
 */
export async function keycloakFindings({ answers, facts }: Input, secrets: SecretReader): Promise<Text[]> {
  if (facts.cluster.nodes.some(({ kwok }) => kwok)) return [];
  const verdict = await checkDiscoveryDocument(answers, secrets);
  if (!verdict || verdict.result === 'pass') return [];
  return verdict.reasons.map(({ en, ko }) => text(`! Keycloak: ${en}`, `! Keycloak: ${ko}`));
}
