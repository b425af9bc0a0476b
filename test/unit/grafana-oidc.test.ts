import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { AnswersFile } from '../../lib/answers/schema.ts';
import { keycloakClient, oidcSettings, rolePath } from '../../lib/grafana/oidc.ts';
import { bareStack, inputOf } from '../helpers/stack.ts';

const OIDC = {
  issuer: 'https://keycloak.example.com/realms/tks/',
  clientId: 'grafana',
  clientSecret: { env: 'CLIENT_SECRET' },
  roles: { admin: 'g-admin', editor: 'g-editor' },
};

async function settings(grafana: AnswersFile['grafana']): Promise<Record<string, string>> {
  const { answers } = inputOf(await bareStack(), { grafana });
  if (!answers.grafana.oidc) throw new Error('the answers have no oidc');
  return oidcSettings(answers.grafana.oidc, answers);
}

test('the endpoints are those of the realm, and the secret is named by its file alone', async () => {
  const all = await settings({ host: 'grafana.example.com', oidc: OIDC });
  assert.is(all.auth_url, 'https://keycloak.example.com/realms/tks/protocol/openid-connect/auth');
  assert.is(all.token_url, 'https://keycloak.example.com/realms/tks/protocol/openid-connect/token');
  assert.is(all.api_url, 'https://keycloak.example.com/realms/tks/protocol/openid-connect/userinfo');
  assert.is(all.client_secret, '$__file{/etc/grafana-secrets/oauth/client-secret}');
  assert.is(all.use_pkce, 'true');
  assert.is(all.use_refresh_token, 'true');
  assert.is(all.tls_client_ca, undefined);
  const logout = new URL(all.signout_redirect_url ?? '');
  assert.is(logout.searchParams.get('post_logout_redirect_uri'), 'https://grafana.example.com/login');
  assert.is(logout.pathname, '/realms/tks/protocol/openid-connect/logout');
});

test('with a role for viewers nobody else gets in', async () => {
  const all = await settings({
    host: 'g.example.com',
    oidc: { ...OIDC, roles: { ...OIDC.roles, viewer: 'g-viewer' } },
  });
  assert.is(all.role_attribute_strict, 'true');
  assert.is(
    all.role_attribute_path,
    "contains(roles[*], 'g-admin') && 'Admin' || contains(roles[*], 'g-editor') && 'Editor' || contains(roles[*], 'g-viewer') && 'Viewer'",
  );
});

test('without one everybody else views', async () => {
  const all = await settings({ host: 'g.example.com', oidc: OIDC });
  assert.is(all.role_attribute_strict, 'false');
  assert.ok(all.role_attribute_path?.endsWith(" || 'Viewer'"), all.role_attribute_path);
  assert.is(rolePath({}), "'Viewer'");
});

test('a quote in a role stays inside its literal', () => {
  assert.is(rolePath({ viewer: "it's \\" }), "contains(roles[*], 'it\\'s \\\\') && 'Viewer'");
});

test('a CA is read from its mount; without a host there is no way back after the logout', async () => {
  const all = await settings({ oidc: { ...OIDC, ca: { file: '/some/ca.pem' } } });
  assert.is(all.tls_client_ca, '/etc/grafana-secrets/oidc-ca/ca.crt');
  assert.is(all.signout_redirect_url, undefined);
});

test('what to set in Keycloak follows from the host', async () => {
  const { answers } = inputOf(await bareStack(), { grafana: { host: 'g.example.com', oidc: OIDC } });
  assert.equal(keycloakClient(answers), {
    clientId: 'grafana',
    redirectUri: 'https://g.example.com/login/generic_oauth',
    postLogoutRedirectUri: 'https://g.example.com/login',
    rolesClaim: 'roles',
  });
});

test.run();
