import type { Answers } from '../answers/schema.ts';
import type { KubeObject } from '../kubernetes/object.ts';
import { fieldAt, withField } from '../manifests/field.ts';
import { decoded, encoded } from '../manifests/secret-data.ts';
import { rootUrl } from './address.ts';
import { withEmbedding } from './embedding.ts';
import { hasSection, iniValue, setIni, withoutSettings } from './ini.ts';
import { oidcSettings } from './oidc.ts';
import { OAUTH_SECTION as OAUTH, staysBeside } from './stack-login.ts';
import { isYes } from './variables.ts';

const FILE = 'grafana.ini';

/** grafana.ini with what the answers decide (section 5.3); what they don't name stays. */
export function grafanaIni(ini: string, answers: Answers): string {
  const known = strict(withoutPassword(servedAt(ini, answers)), answers);
  return withEmbedding(withOidc(known, answers), answers.grafana.embedding);
}

/** The answers' own password comes by the environment, which wins: one that stands here would only be a secret left lying. */
function withoutPassword(ini: string): string {
  return withoutSettings(ini, 'security', (key) => key === 'admin_password');
}

/** With a role for viewers nobody comes in without one, so nobody without a login either. */
function strict(ini: string, { grafana }: Answers): string {
  const isOpen = isYes(iniValue(ini, 'auth.anonymous', 'enabled'));
  if (!isOpen || grafana.oidc?.roles.viewer === undefined) return ini;
  return setIni(ini, 'auth.anonymous', { enabled: 'false' });
}

/** A domain that is enforced, or that isn't root_url's, would send people to the host of another environment. */
function servedAt(ini: string, answers: Answers): string {
  const root = rootUrl(answers);
  const { host } = answers.grafana;
  if (!root || !host) return ini;
  const hasDomain = iniValue(ini, 'server', 'domain') !== undefined;
  const open = withoutSettings(ini, 'server', (key) => key === 'enforce_domain');
  return setIni(open, 'server', { ...(hasDomain && { domain: host }), root_url: root });
}

/** The grafana.ini that a Secret grafana-config holds; empty when there is none. */
export function iniOf(secret: KubeObject): string {
  const [inStringData, inData] = [fieldAt(secret, 'stringData', FILE), fieldAt(secret, 'data', FILE)];
  if (typeof inStringData === 'string') return inStringData;
  return typeof inData === 'string' ? decoded(inData) : '';
}

/** The Secret grafana-config with its grafana.ini edited, in the field it stands in: stringData or data. */
export function editConfigSecret(secret: KubeObject, edit: (ini: string) => string): KubeObject {
  const isInData =
    fieldAt(secret, 'stringData', FILE) === undefined && typeof fieldAt(secret, 'data', FILE) === 'string';
  const edited = edit(iniOf(secret));
  return isInData
    ? withField(secret, ['data', FILE], encoded(edited))
    : withField(secret, ['stringData', FILE], edited);
}

/** Of a stack's own section stays only what can't let in whom the answers don't. */
function withOidc(ini: string, answers: Answers): string {
  const { oidc } = answers.grafana;
  if (!oidc) return withoutOidc(ini);
  // The name is what the button on the login page says: a stack's own is as good as ours.
  const settings = { name: iniValue(ini, OAUTH, 'name') ?? 'Keycloak', ...oidcSettings(oidc, answers) };
  return setIni(
    withoutSettings(ini, OAUTH, (key) => !(key in settings) && !staysBeside(oidc, key, iniValue(ini, OAUTH, key))),
    OAUTH,
    settings,
  );
}

/** Switches off a stack's own login, and gives back the form that would be the only one left. */
function withoutOidc(ini: string): string {
  if (!hasSection(ini, OAUTH)) return ini;
  const plain = withoutSettings(ini, OAUTH, (key) => key === 'client_secret' || key === 'auto_login');
  const off = setIni(plain, OAUTH, { enabled: 'false' });
  const hasNoForm = isYes(iniValue(off, 'auth', 'disable_login_form'));
  return hasNoForm ? setIni(off, 'auth', { disable_login_form: 'false' }) : off;
}
