import type { Answers } from '../answers/schema.ts';
import type { KubeObject } from '../kubernetes/object.ts';
import { fieldAt, withField } from '../manifests/field.ts';
import { rootUrl } from './address.ts';
import { withEmbedding } from './embedding.ts';
import { iniValue, setIni } from './ini.ts';
import { oidcSettings } from './oidc.ts';
import { decoded, encoded } from './own-object.ts';

const FILE = 'grafana.ini';
const OAUTH = 'auth.generic_oauth';

/** grafana.ini with what the answers decide (section 5.3); what they don't name stays. */
export function grafanaIni(ini: string, answers: Answers): string {
  const root = rootUrl(answers);
  const served = root ? setIni(ini, 'server', { root_url: root }) : ini;
  return withEmbedding(withOidc(served, answers), answers.grafana.embedding);
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

function withOidc(ini: string, answers: Answers): string {
  const { oidc } = answers.grafana;
  if (!oidc) return ini;
  // The name is what the button on the login page says: a stack's own is as good as ours.
  const name = iniValue(ini, OAUTH, 'name') ?? 'Keycloak';
  return setIni(ini, OAUTH, { name, ...oidcSettings(oidc, answers) });
}
