import type { Answers } from '../answers/schema.ts';
import type { JsonMap, Manifest } from '../kubernetes/object.ts';
import { asList, asMap, fieldAt } from '../manifests/field.ts';
import { findManifest } from '../manifests/find.ts';
import { type Text, text } from '../text.ts';
import { withoutOverrides } from './environment.ts';
import { effective, type GrafanaResult } from './result.ts';
import { stackLoginNotes } from './stack-login-notes.ts';
import { isYes } from './variables.ts';

/** What to know of Grafana before consenting: who gets in without a login or by which, and what can't be decided here. */
export function grafanaNotes(before: GrafanaResult, answers: Answers, manifests: readonly Manifest[]): Text[] {
  const anonymous = isYes(effective(before, 'auth.anonymous', 'enabled'));
  return [
    ...(anonymous ? [withoutLogin(answers)] : []),
    ...stackLoginNotes(before, answers),
    ...unseenVariables(before.container, answers, manifests),
  ];
}

function withoutLogin({ grafana }: Answers): Text {
  return grafana.oidc?.roles.viewer === undefined
    ? text(
        "Whoever reaches Grafana views its dashboards without a login: the stack's auth.anonymous is on.",
        '스택의 auth.anonymous가 켜져 있어, Grafana에 접근할 수 있는 사람은 누구나 로그인 없이 대시보드를 봅니다.',
      )
    : text(
        "Viewing Grafana without a login, which the stack allows (auth.anonymous), ends: grafana.oidc.roles.viewer lets nobody in who hasn't that role.",
        '스택이 허용하던 로그인 없는 조회(auth.anonymous)를 끕니다. grafana.oidc.roles.viewer가 있으면 역할이 있는 사용자만 들어옵니다.',
      );
}

/** Variables that come whole out of a ConfigMap or Secret win over grafana.ini as well. */
function unseenVariables(container: JsonMap, answers: Answers, manifests: readonly Manifest[]): Text[] {
  return asList(container.envFrom)
    .map(asMap)
    .flatMap((source) => {
      const kind = source.configMapRef ? 'ConfigMap' : 'Secret';
      const name = String(asMap(source.configMapRef ?? source.secretRef).name);
      const object = findManifest(manifests, kind, name)?.object;
      if (!object) return [unseen(`${kind} ${name}`)];
      const keys = [
        ...Object.keys(asMap(fieldAt(object, 'data'))),
        ...Object.keys(asMap(fieldAt(object, 'stringData'))),
      ];
      const names = keys.map((key) => `${typeof source.prefix === 'string' ? source.prefix : ''}${key}`);
      const kept = withoutOverrides(
        names.map((each) => ({ name: each })),
        answers,
      ).map((each) => asMap(each).name);
      const winning = names.filter((each) => !kept.includes(each) && each !== 'GF_SECURITY_ADMIN_PASSWORD');
      return winning.length > 0 ? [overriding(`${kind} ${name}`, winning)] : [];
    });
}

function unseen(source: string): Text {
  return text(
    `Grafana's Deployment takes variables from ${source} (envFrom), which isn't part of the stack: a GF_ variable in it wins over the answers.`,
    `Grafana Deployment가 스택에 없는 ${source}에서 변수를 가져옵니다(envFrom). 그 안의 GF_ 변수는 답변보다 우선합니다.`,
  );
}

function overriding(source: string, names: readonly string[]): Text {
  return text(
    `${source} gives Grafana ${names.join(', ')} (envFrom), which win over the answers: take them out of it.`,
    `${source}이(가) Grafana에 ${names.join(', ')} 변수를 넣으며(envFrom) 답변보다 우선합니다. 해당 항목을 빼십시오.`,
  );
}
