import type { Answers } from '../answers/schema.ts';
import type { Json } from '../kubernetes/object.ts';
import { asMap } from '../manifests/field.ts';

const OIDC = /^GF_AUTH_GENERIC_OAUTH_/;
/** Without OIDC these would leave nobody a way in. */
const ONLY_OIDC = /^GF_AUTH_(DISABLE_LOGIN_FORM|OAUTH_AUTO_LOGIN)$/;
const SERVED_AT = /^GF_SERVER_(ROOT_URL|DOMAIN|ENFORCE_DOMAIN)(__FILE)?$/;
const EMBEDDING_OFF = /^GF_SECURITY_ALLOW_EMBEDDING(__FILE)?$/;
const EMBEDDING_ON =
  /^GF_SECURITY_(ALLOW_EMBEDDING|COOKIE_SAMESITE|COOKIE_SECURE|CONTENT_SECURITY_POLICY(_TEMPLATE)?)(__FILE)?$/;
/** Beside the variable without __FILE, which section 5.3 sets, Grafana's image refuses to start. */
const PASSWORD_FILE = /^GF_SECURITY_ADMIN_PASSWORD__FILE$/;

/** A container's variables without those of the stack that would win over what the answers put into grafana.ini. */
export function withoutOverrides(env: readonly Json[], { grafana }: Answers): Json[] {
  const hadOidc = env.some((variable) => OIDC.test(nameOf(variable)));
  const gone = [
    PASSWORD_FILE,
    OIDC,
    ...(hadOidc && !grafana.oidc ? [ONLY_OIDC] : []),
    ...(grafana.host ? [SERVED_AT] : []),
    grafana.embedding === false ? EMBEDDING_OFF : EMBEDDING_ON,
  ];
  return env.filter((variable) => !gone.some((pattern) => pattern.test(nameOf(variable))));
}

function nameOf(variable: Json): string {
  return String(asMap(variable).name);
}
