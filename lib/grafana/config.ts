import type { Answers } from '../answers/schema.ts';
import type { KubeObject } from '../kubernetes/object.ts';
import { fieldAt, withField } from '../manifests/field.ts';
import { rootUrl } from './address.ts';
import { withEmbedding } from './embedding.ts';
import { hasSection, iniValue, setIni, withoutSettings } from './ini.ts';
import { oidcSettings } from './oidc.ts';
import { decoded, encoded } from './own-object.ts';

const FILE = 'grafana.ini';
const OAUTH = 'auth.generic_oauth';

/** grafana.ini with what the answers decide (section 5.3); what they don't name stays. */
export function grafanaIni(ini: string, answers: Answers): string {
  return withEmbedding(withOidc(servedAt(ini, answers), answers), answers.grafana.embedding);
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

/** The Secret grafana-config with its grafana.ini edited, in the field it stands in: stringData or data. */
export function editConfigSecret(secret: KubeObject, edit: (ini: string) => string): KubeObject {
  const inData = fieldAt(secret, 'data', FILE);
  const inStringData = fieldAt(secret, 'stringData', FILE);
  if (typeof inStringData === 'string' || typeof inData !== 'string') {
    const ini = typeof inStringData === 'string' ? inStringData : '';
    return withField(secret, ['stringData', FILE], edit(ini));
  }
  return withField(secret, ['data', FILE], encoded(edit(decoded(inData))));
}

/** The section is ours whole: what is left over of a stack's own could let in whom the answers don't. */
function withOidc(ini: string, answers: Answers): string {
  const { oidc } = answers.grafana;
  if (!oidc) return withoutOidc(ini);
  // The name is what the button on the login page says: a stack's own is as good as ours.
  const settings = { name: iniValue(ini, OAUTH, 'name') ?? 'Keycloak', ...oidcSettings(oidc, answers) };
  return setIni(
    withoutSettings(ini, OAUTH, (key) => key !== 'icon' && !(key in settings)),
    OAUTH,
    settings,
  );
}

/** Switches off a stack's own login, and gives back the form that would be the only one left. */
function withoutOidc(ini: string): string {
  if (!hasSection(ini, OAUTH)) return ini;
  const plain = withoutSettings(ini, OAUTH, (key) => key === 'client_secret' || key === 'auto_login');
  const off = setIni(plain, OAUTH, { enabled: 'false' });
  const hasNoForm = iniValue(off, 'auth', 'disable_login_form') === 'true';
  return hasNoForm ? setIni(off, 'auth', { disable_login_form: 'false' }) : off;
}
