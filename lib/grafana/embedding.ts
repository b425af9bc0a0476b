import type { Answers } from '../answers/schema.ts';
import type { JsonMap } from '../kubernetes/object.ts';
import { iniValue, setIni } from './ini.ts';
import { isYes, settingOf } from './variables.ts';

/**
 * A policy for Grafana's pages, in its variables: $NONCE is made for each request, $ROOT_PATH is root_url without its
 * protocol. It allows what Grafana's own pages need; frame-ancestors is added to it.
 */
const PAGE_POLICY: Record<string, string> = {
  'base-uri': "'self'",
  'connect-src': "'self' grafana.com ws://$ROOT_PATH wss://$ROOT_PATH",
  'font-src': "'self'",
  'form-action': "'self'",
  'img-src': '* data:',
  'manifest-src': "'self'",
  'media-src': "'none'",
  'object-src': "'none'",
  'script-src': "'self' 'unsafe-eval' 'unsafe-inline' 'strict-dynamic' $NONCE",
  'style-src': "'self' 'unsafe-inline' blob:",
};

/** The ini with [security] set for embedding in other pages' frames (FIELD-NOTES 2). */
export function withEmbedding(ini: string, embedding: Answers['grafana']['embedding']): string {
  if (embedding === undefined) return ini;
  if (embedding === false) return withoutEmbedding(ini);
  const allowed = setIni(ini, 'security', {
    allow_embedding: 'true',
    cookie_samesite: 'none',
    cookie_secure: 'true',
  });
  return embedding === true ? withAnyAncestor(allowed) : withAncestors(allowed, ["'self'", ...embedding.origins]);
}

/**
 * Whether any site may show Grafana in a frame: allowed at all, and by no page policy limited to some. Browsers heed
 * the policy before anything else.
 */
export function isOpenToAny(ini: string, container: JsonMap): boolean {
  const of = (key: string) => settingOf(ini, container, 'security', key);
  const policy = isYes(of('content_security_policy')) ? of('content_security_policy_template') : undefined;
  const ancestors = policy === undefined ? undefined : directivesOf(policy)['frame-ancestors'];
  if (ancestors === undefined) return isYes(of('allow_embedding'));
  return ancestors.split(' ').some((source) => /^(\*|https?:(\/\/\*)?)$/i.test(source));
}

/** Takes back only what a stack switched on itself. */
function withoutEmbedding(ini: string): string {
  const isOn = isYes(iniValue(ini, 'security', 'allow_embedding'));
  const off = isOn ? setIni(ini, 'security', { allow_embedding: 'false' }) : ini;
  // Left as it is, a policy that names ancestors would go on letting them.
  const policy = iniValue(ini, 'security', 'content_security_policy_template');
  const frames = policy !== undefined && directivesOf(policy)['frame-ancestors'] !== undefined;
  return frames ? setIni(off, 'security', { content_security_policy_template: withFrames(policy, ["'none'"]) }) : off;
}

/** A policy is only there to be loosened when the stack brings one. */
function withAnyAncestor(ini: string): string {
  const limits = isYes(iniValue(ini, 'security', 'content_security_policy'));
  return limits ? withAncestors(ini, ['*']) : ini;
}

function withAncestors(ini: string, ancestors: readonly string[]): string {
  const policy = iniValue(ini, 'security', 'content_security_policy_template');
  return setIni(ini, 'security', {
    content_security_policy: 'true',
    content_security_policy_template: policy ? withFrames(policy, ancestors) : policyWith(PAGE_POLICY, ancestors),
  });
}

function withFrames(policy: string, ancestors: readonly string[]): string {
  return policyWith(directivesOf(policy), ancestors);
}

function directivesOf(policy: string): Record<string, string> {
  const directives = policy.split(';').flatMap((part) => {
    const [name, ...values] = part.trim().split(/\s+/);
    return name ? [[name.toLowerCase(), values.join(' ')]] : [];
  });
  return Object.fromEntries(directives);
}

function policyWith(directives: Record<string, string>, ancestors: readonly string[]): string {
  const all = { ...directives, 'frame-ancestors': ancestors.join(' ') };
  return Object.entries(all)
    .map(([name, values]) => `${name} ${values}`.trim())
    .join('; ');
}
