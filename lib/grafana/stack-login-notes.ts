import type { Answers } from '../answers/schema.ts';
import { asList, asMap } from '../manifests/field.ts';
import { type Text, text } from '../text.ts';
import { settingKeys } from './ini.ts';
import { oidcSettings } from './oidc.ts';
import { effective, type GrafanaResult } from './result.ts';
import { CONDITIONS, loginKeyOf, OAUTH_SECTION, type Oidc, staysBeside } from './stack-login.ts';
import { isYes, nameOf, variableOf } from './variables.ts';

/** What becomes of the stack's own login, where it has one. */
export function stackLoginNotes(before: GrafanaResult, answers: Answers): Text[] {
  const { oidc } = answers.grafana;
  if (!oidc) return isEnabled(before) ? [SWITCHED_OFF] : [];
  const keys = keysOf(before);
  const given = givenWay(before, oidc, answers, keys);
  const limits = keys.filter((key) => CONDITIONS.includes(key) && limitsPeople(before, key));
  return [...(given.length > 0 ? [givesWay(given)] : []), ...(limits.length > 0 ? [stillLimits(limits)] : [])];
}

function isEnabled(before: GrafanaResult): boolean {
  const name = variableOf(OAUTH_SECTION, 'enabled');
  // A variable whose value stands elsewhere can't be seen; it's hardly there to say no.
  const isElsewhere = asList(before.container.env).some((each) => nameOf(each) === name && asMap(each).valueFrom);
  return isElsewhere || isYes(effective(before, OAUTH_SECTION, 'enabled'));
}

function keysOf({ ini, container }: GrafanaResult): string[] {
  const variables = asList(container.env).flatMap((variable) => loginKeyOf(nameOf(variable)) ?? []);
  return [...new Set([...settingKeys(ini, OAUTH_SECTION), ...variables])].sort();
}

function givenWay(before: GrafanaResult, oidc: Oidc, answers: Answers, keys: readonly string[]): string[] {
  const ours: Record<string, string> = oidcSettings(oidc, answers);
  return keys.filter((key) => {
    const value = effective(before, OAUTH_SECTION, key);
    if (key === 'scopes') return words(value).some((scope) => !words(ours.scopes).includes(scope));
    if (key === 'role_attribute_path') return value !== ours[key];
    return !(key in ours) && !staysBeside(oidc, key, value);
  });
}

function limitsPeople(before: GrafanaResult, key: string): boolean {
  const value = effective(before, OAUTH_SECTION, key);
  return key === 'allow_sign_up' ? value !== undefined && !isYes(value) : value !== '';
}

function words(value = ''): string[] {
  return value.split(/[\s,]+/).filter(Boolean);
}

const SWITCHED_OFF = text(
  "The stack's own Keycloak login (auth.generic_oauth) is switched off, as the answers have no grafana.oidc: people log in by Grafana's form.",
  '답변에 grafana.oidc가 없어 스택의 Keycloak 로그인(auth.generic_oauth)을 끕니다. 이후에는 Grafana 자체 로그인 폼을 사용합니다.',
);

function givesWay(keys: readonly string[]): Text {
  return text(
    `Of the stack's own Keycloak login (auth.generic_oauth) gives way to grafana.oidc: ${keys.join(', ')}.`,
    `스택의 Keycloak 로그인(auth.generic_oauth) 설정 중 다음은 grafana.oidc 기준으로 바꾸거나 제거합니다: ${keys.join(', ')}.`,
  );
}

function stillLimits(keys: readonly string[]): Text {
  const [one, names] = [keys.length === 1, keys.join(', ')];
  return text(
    `The stack's ${names} still ${one ? 'limits' : 'limit'} who may log in through Keycloak, beside the roles of grafana.oidc.`,
    `Keycloak으로 로그인할 수 있는 사용자는 grafana.oidc의 역할 외에 스택의 ${names} 설정으로도 계속 제한됩니다.`,
  );
}
