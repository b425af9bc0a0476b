import type { Answers } from '../answers/schema.ts';
import { rootUrl } from './address.ts';
import { OAUTH, OIDC_CA } from './mounts.ts';

type Oidc = NonNullable<Answers['grafana']['oidc']>;

/** What the client in Keycloak has to be told, by the operator (FIELD-NOTES 2). */
export interface KeycloakClient {
  clientId: string;
  redirectUri: string;
  postLogoutRedirectUri: string;
  /** Name of the claim that a mapper has to put realm or client roles into, with "Add to ID token". */
  rolesClaim: 'roles';
}

/** What to set in Keycloak for these answers; undefined without OIDC or a host name. */
export function keycloakClient(answers: Answers): KeycloakClient | undefined {
  const { oidc } = answers.grafana;
  const root = rootUrl(answers);
  if (!oidc || !root) return undefined;
  return {
    clientId: oidc.clientId,
    redirectUri: `${root}login/generic_oauth`,
    postLogoutRedirectUri: `${root}login`,
    rolesClaim: 'roles',
  };
}

/** The settings of [auth.generic_oauth]; the client's secret is read by Grafana from its mounted file. */
export function oidcSettings(oidc: Oidc, answers: Answers): Record<string, string> {
  const endpoints = `${oidc.issuer.replace(/\/+$/, '')}/protocol/openid-connect`;
  const logout = logoutUrl(endpoints, answers);
  return {
    enabled: 'true',
    client_id: oidc.clientId,
    client_secret: `$__file{${OAUTH.file}}`,
    scopes: 'openid email profile offline_access roles',
    auth_url: `${endpoints}/auth`,
    token_url: `${endpoints}/token`,
    api_url: `${endpoints}/userinfo`,
    login_attribute_path: 'preferred_username',
    name_attribute_path: 'name',
    role_attribute_path: rolePath(oidc.roles),
    role_attribute_strict: String(oidc.roles.viewer !== undefined),
    use_pkce: 'true',
    use_refresh_token: 'true',
    ...(logout && { signout_redirect_url: logout }),
    ...(oidc.ca && { tls_client_ca: OIDC_CA.file }),
  };
}

/**
 * JMESPath from Keycloak's roles to Grafana's. With a role for viewers, who has none of the roles gets no role and,
 * the setting being strict, no entry; without one, everybody else views.
 */
export function rolePath(roles: Oidc['roles']): string {
  const mapped = [
    [roles.admin, 'Admin'],
    [roles.editor, 'Editor'],
    [roles.viewer, 'Viewer'],
  ].flatMap(([role, grafanaRole]) =>
    role === undefined ? [] : [`contains(roles[*], ${literal(role)}) && '${grafanaRole}'`],
  );
  return (roles.viewer === undefined ? [...mapped, "'Viewer'"] : mapped).join(' || ');
}

/** Grafana adds the ID token as a hint where it has one; where it hasn't, the client's id makes Keycloak ask instead of fail. */
function logoutUrl(endpoints: string, answers: Answers): string | undefined {
  const client = keycloakClient(answers);
  if (!client) return undefined;
  const query = new URLSearchParams({
    post_logout_redirect_uri: client.postLogoutRedirectUri,
    client_id: client.clientId,
  });
  return `${endpoints}/logout?${query}`;
}

function literal(value: string): string {
  return `'${value.replace(/[\\']/g, '\\$&')}'`;
}
