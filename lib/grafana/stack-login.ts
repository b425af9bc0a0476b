import type { Answers } from '../answers/schema.ts';
import { variableOf } from './variables.ts';

/** The login that the answers decide. */
export type Oidc = NonNullable<Answers['grafana']['oidc']>;

/** The section of grafana.ini with the login through Keycloak. */
export const OAUTH_SECTION = 'auth.generic_oauth';
const PREFIX = variableOf(OAUTH_SECTION, '');

/** Who of those whom the answers let in may come in at all. */
export const CONDITIONS = ['allow_sign_up', 'allowed_domains', 'allowed_groups', 'allowed_organizations', 'team_ids'];
const STAYS = [...CONDITIONS, 'name', 'icon', 'auto_login', 'groups_attribute_path', 'team_ids_attribute_path'];

/**
 * Whether a setting of the stack's own login stays beside those of the answers: one that can neither let in nor raise
 * anybody whom the answers don't. Users' tokens go to no server but the answers' issuer.
 */
export function staysBeside({ issuer }: Oidc, key: string, value: unknown): boolean {
  if (STAYS.includes(key)) return true;
  const isHere = typeof value === 'string' && URL.canParse(value) && new URL(value).origin === new URL(issuer).origin;
  return key === 'teams_url' && isHere;
}

/** The setting of the login that a variable overrides; undefined for any other variable. */
export function loginKeyOf(variable: string): string | undefined {
  return variable.startsWith(PREFIX) ? variable.slice(PREFIX.length).toLowerCase() : undefined;
}
