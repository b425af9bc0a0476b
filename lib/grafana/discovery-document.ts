import type { Answers } from '../answers/schema.ts';
import { failed, type Outcome, passed } from '../checks/outcome.ts';
import { asList, asMap } from '../manifests/field.ts';
import { type Text, text } from '../text.ts';
import { oidcSettings } from './oidc.ts';

/** What grafana.ini relies on, by the name it has in the issuer's discovery document (OpenID Connect Discovery 1.0, 3). */
function expected(answers: Answers): Record<string, string> {
  const { oidc } = answers.grafana;
  if (!oidc) return {};
  const { auth_url, token_url, api_url, signout_redirect_url } = oidcSettings(oidc, answers);
  const all = {
    issuer: oidc.issuer,
    authorization_endpoint: auth_url,
    token_endpoint: token_url,
    userinfo_endpoint: api_url,
    end_session_endpoint: signout_redirect_url?.replace(/\?.*$/, ''),
  };
  return Object.fromEntries(Object.entries(all).flatMap(([name, url]) => (url === undefined ? [] : [[name, url]])));
}

/** Compares the issuer's discovery document with what grafana.ini says of it (section 5.3); a pass has nothing to say. */
export function judgeDocument(document: unknown, answers: Answers): Outcome {
  const told = asMap(document);
  const wrong = Object.entries(expected(answers)).flatMap(([name, url]) =>
    same(told[name], url) ? [] : [differs(name, url, told[name])],
  );
  const scopes = answers.grafana.oidc ? (oidcSettings(answers.grafana.oidc, answers).scopes ?? '').split(' ') : [];
  const reasons = [
    ...wrong,
    ...lacking(told.scopes_supported, scopes, 'scopes_supported'),
    ...lacking(told.grant_types_supported, ['authorization_code', 'refresh_token'], 'grant_types_supported'),
    // Left out, it says that there is no PKCE at all; of the other two it says nothing.
    ...lacking(told.code_challenge_methods_supported ?? [], ['S256'], 'code_challenge_methods_supported'),
  ];
  return reasons.length > 0 ? failed(reasons) : passed();
}

function same(told: unknown, url: string): boolean {
  const plain = (each: string) => each.replace(/\/+$/, '');
  if (typeof told !== 'string' || !URL.canParse(told)) return false;
  return plain(new URL(told).href) === plain(new URL(url).href);
}

function differs(name: string, url: string, told: unknown): Text {
  const theirs = typeof told === 'string' ? told : '-';
  return text(
    `${name} is ${theirs} for the issuer, and ${url} in grafana.ini`,
    `${name}: 발급자 문서는 ${theirs}, grafana.ini는 ${url}`,
  );
}

function lacking(list: unknown, wanted: readonly string[], name: string): Text[] {
  if (list === undefined) return [];
  const missing = wanted.filter((each) => !asList(list).includes(each)).join(', ');
  if (missing === '') return [];
  return [
    text(
      `the issuer doesn't offer ${missing} (${name}), which Grafana asks for`,
      `Grafana가 요청하는 ${missing}을(를) 발급자가 제공하지 않습니다(${name})`,
    ),
  ];
}
