import { checkDiscoveryDocument } from '../grafana/check-discovery.ts';
import type { Input } from '../step.ts';
import { text } from '../text.ts';
import type { Check } from './check.ts';
import { passed, skipped } from './outcome.ts';

/**
 * Section 5.3: what the issuer's own discovery document says fits what Grafana was told. On kwok's nodes no Grafana
 * would log in.
 */
export function keycloakCheck({ answers, facts }: Pick<Input, 'answers' | 'facts'>): Check {
  return {
    name: 'keycloak',
    title: text("Keycloak's discovery document", 'Keycloak discovery 문서'),
    run: async ({ secrets }) => {
      const { oidc } = answers.grafana;
      if (!oidc) return skipped(text('grafana.oidc is left out', '답변에 grafana.oidc가 없습니다'));
      if (facts.cluster.nodes.some(({ kwok }) => kwok)) return skipped(text('practice node', '연습용 노드'));
      const outcome = await checkDiscoveryDocument(oidc, answers, secrets);
      if (outcome.result === 'pass') return passed(fits(oidc.issuer));
      return outcome.result === 'fail' ? { ...outcome, hint: HINT } : outcome;
    },
  };
}

function fits(issuer: string) {
  return text(`${issuer} offers what Grafana asks for`, `${issuer}이(가) Grafana가 요청하는 것을 모두 제공합니다`);
}

const HINT = text(
  'Put it right in Keycloak or in grafana.oidc; after a change of the answers run install.',
  'Keycloak 또는 grafana.oidc를 바로잡고, 답변을 변경했다면 install을 실행하십시오.',
);
