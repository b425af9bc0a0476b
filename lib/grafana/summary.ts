import type { Answers } from '../answers/schema.ts';
import { type Text, text } from '../text.ts';
import { rootUrl } from './address.ts';
import { ADMIN } from './mounts.ts';
import { keycloakClient } from './oidc.ts';

/** Where Grafana is, how to log in, and what has to be set up in Keycloak (FIELD-NOTES 2). */
export function grafanaSummary(answers: Answers): Text[] {
  const url = rootUrl(answers);
  return [
    ...(url ? [text(`Grafana: ${url}`, `Grafana: ${url}`)] : []),
    ...(answers.grafana.admin.password ? [] : [password()]),
    ...keycloak(answers),
    ...(answers.grafana.embedding === true ? [openToAny()] : []),
  ];
}

function password(): Text {
  const command = `kubectl -n monitoring get secret ${ADMIN.name} -o go-template='{{index .data "${ADMIN.key}" | base64decode}}'`;
  return text(`Password of Grafana's user admin: ${command}`, `Grafana admin 계정 암호: ${command}`);
}

function keycloak(answers: Answers): Text[] {
  const client = keycloakClient(answers);
  if (!client) return [];
  const { clientId, redirectUri, postLogoutRedirectUri, rolesClaim } = client;
  return [
    text(
      `In Keycloak, client ${clientId}: valid redirect URI ${redirectUri}, valid post-logout redirect URI ${postLogoutRedirectUri}`,
      `Keycloak 클라이언트 ${clientId}: Valid redirect URI ${redirectUri}, Valid post logout redirect URI ${postLogoutRedirectUri}`,
    ),
    text(
      `In Keycloak, client ${clientId}: a mapper that puts the user's roles into the claim "${rolesClaim}", with "Add to ID token" on`,
      `Keycloak 클라이언트 ${clientId}: 사용자 역할을 "${rolesClaim}" 클레임에 넣는 매퍼, "Add to ID token" 켜기`,
    ),
  ];
}

function openToAny(): Text {
  return text(
    'Grafana may be embedded by any site (embedding: true).',
    '모든 사이트가 Grafana를 임베딩할 수 있습니다(embedding: true).',
  );
}
