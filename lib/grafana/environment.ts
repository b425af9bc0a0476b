import type { Answers } from '../answers/schema.ts';
import type { Json } from '../kubernetes/object.ts';
import { asMap } from '../manifests/field.ts';
import { loginKeyOf, staysBeside } from './stack-login.ts';
import { nameOf } from './variables.ts';

/** Without OIDC these would leave nobody a way in. */
const ONLY_OIDC = /^GF_AUTH_(DISABLE_LOGIN_FORM|OAUTH_AUTO_LOGIN)$/;
const SERVED_AT = /^GF_SERVER_(ROOT_URL|DOMAIN|ENFORCE_DOMAIN)(__FILE)?$/;
const EMBEDDING_OFF = /^GF_SECURITY_ALLOW_EMBEDDING(__FILE)?$/;
const EMBEDDING_ON =
  /^GF_SECURITY_(ALLOW_EMBEDDING|COOKIE_SAMESITE|COOKIE_SECURE|CONTENT_SECURITY_POLICY(_TEMPLATE)?)(__FILE)?$/;
const POLICY = /^GF_SECURITY_CONTENT_SECURITY_POLICY_TEMPLATE(__FILE)?$/;
const ANONYMOUS = /^GF_AUTH_ANONYMOUS_ENABLED(__FILE)?$/;
/** Section 5.3 sets the one without __FILE, beside which Grafana's image refuses to start. */
const PASSWORD = /^GF_SECURITY_ADMIN_PASSWORD(__FILE)?$/;

/** A container's variables without those of the stack that would win over what the answers put into grafana.ini. */
export function withoutOverrides(env: readonly Json[], { grafana }: Answers): Json[] {
  const { embedding, host, oidc } = grafana;
  const hadOidc = env.some((variable) => loginKeyOf(nameOf(variable)) !== undefined);
  const gone = [
    PASSWORD,
    ...(hadOidc && !oidc ? [ONLY_OIDC] : []),
    ...(host ? [SERVED_AT] : []),
    ...(embedding === false ? [EMBEDDING_OFF] : []),
    ...(embedding ? [EMBEDDING_ON] : []),
    ...(oidc?.roles.viewer !== undefined ? [ANONYMOUS] : []),
  ];
  return env.filter(
    (variable) =>
      !gone.some((pattern) => pattern.test(nameOf(variable))) &&
      !isLeftLogin(variable, oidc) &&
      !(embedding === false && mayFrame(variable)),
  );
}

/** Of the stack's own login stays in variables what stays of it in grafana.ini. */
function isLeftLogin(variable: Json, oidc: Answers['grafana']['oidc']): boolean {
  const key = loginKeyOf(nameOf(variable));
  return key !== undefined && !(oidc && staysBeside(oidc, key, asMap(variable).value));
}

/** A page policy that says who may embed counts for more than allow_embedding; one that can't be seen may say so. */
function mayFrame(variable: Json): boolean {
  const { value } = asMap(variable);
  return POLICY.test(nameOf(variable)) && (typeof value !== 'string' || /frame-ancestors/i.test(value));
}
