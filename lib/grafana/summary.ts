import type { Answers } from '../answers/schema.ts';
import { kubectlLine, type Named } from '../kubernetes/kubectl-line.ts';
import { NAMESPACE } from '../manifests/namespace.ts';
import type { Input } from '../step.ts';
import { type Text, text } from '../text.ts';
import { rootUrl } from './address.ts';
import { isOpenToAny } from './embedding.ts';
import { ADMIN, referredSecret } from './mounts.ts';
import { keycloakClient } from './oidc.ts';
import { effective, type GrafanaResult } from './result.ts';

/** Where Grafana is, how to log in, and what has to be set up in Keycloak (FIELD-NOTES 2). */
export function grafanaSummary(
  { answers, facts: { cluster } }: Pick<Input, 'answers' | 'facts'>,
  result: GrafanaResult,
): Text[] {
  const url = rootUrl(answers);
  return [
    ...(url ? [text(`Grafana: ${url}`, `Grafana: ${url}`)] : []),
    ...(answers.grafana.admin.password ? [] : [password(answers, result, cluster)]),
    passwordOfOldDatabase(answers, cluster),
    ...keycloak(answers),
    ...restartForReferred(answers, cluster),
    ...(isOpenToAny(result.ini, result.container) ? [openToAny(answers)] : []),
  ];
}

function password(answers: Answers, result: GrafanaResult, cluster: Named): Text {
  const command = readPassword(answers, cluster);
  const user = effective(result, 'security', 'admin_user') ?? 'admin';
  return text(
    `Password of Grafana's user ${user}, in a new database: ${command}`,
    `Grafana ${user} 계정 비밀번호(새 데이터베이스인 경우): ${command}`,
  );
}

/** Grafana takes the password of its environment into a database that it makes, and never again. */
function passwordOfOldDatabase(answers: Answers, cluster: Named): Text {
  const reset = ['grafana', 'cli', 'admin', 'reset-admin-password', '--password-from-stdin'];
  const inside = kubectlLine(cluster, '-n', NAMESPACE, 'exec', '-i', 'deploy/grafana', '-c', 'grafana', '--', ...reset);
  const command = `${readPassword(answers, cluster)} | ${inside}`;
  return text(
    `A Grafana database that was there before keeps its old admin password until it is reset: ${command}`,
    `이전부터 있던 Grafana 데이터베이스에는 기존 admin 비밀번호가 남아 있으므로 다음 명령으로 재설정하십시오: ${command}`,
  );
}

function readPassword({ grafana }: Answers, cluster: Named): string {
  const { name, key } = referredSecret(grafana.admin.password, ADMIN);
  const template = `{{index .data "${key}" | base64decode}}`;
  return kubectlLine(cluster, '-n', NAMESPACE, 'get', 'secret', name, '-o', `go-template=${template}`);
}

function keycloak(answers: Answers): Text[] {
  const client = keycloakClient(answers);
  if (!client) return [];
  const { clientId, redirectUri, postLogoutRedirectUri, rolesClaim } = client;
  return [
    text(
      `In Keycloak, client ${clientId}: valid redirect URI ${redirectUri}, valid post-logout redirect URI ${postLogoutRedirectUri}`,
      `Keycloak 클라이언트 ${clientId}: Valid redirect URI ${redirectUri}, Valid post logout redirect URI ${postLogoutRedirectUri}`,
    ),
    text(
      `In Keycloak, client ${clientId}: a mapper that puts the user's roles into the claim "${rolesClaim}", with "Add to ID token" on`,
      `Keycloak 클라이언트 ${clientId}: 사용자 역할을 "${rolesClaim}" 클레임에 넣는 매퍼, "Add to ID token" 켜기`,
    ),
  ];
}

/** A Secret that somebody else keeps is never read, so nothing here sees that it changes. */
function restartForReferred({ grafana }: Answers, cluster: Named): Text[] {
  const names = [grafana.oidc?.clientSecret, grafana.admin.password].flatMap((reference) =>
    reference && 'secret' in reference ? [reference.secret] : [],
  );
  if (names.length === 0) return [];
  const command = kubectlLine(cluster, '-n', NAMESPACE, 'rollout', 'restart', 'deployment/grafana');
  const all = [...new Set(names)].join(', ');
  return [
    text(
      `Grafana reads Secret ${all} at its start only; after you change it: ${command}`,
      `Grafana는 Secret ${all}을(를) 시작할 때만 읽습니다. 변경한 뒤에는 다음을 실행하십시오: ${command}`,
    ),
  ];
}

function openToAny({ grafana }: Answers): Text {
  if (grafana.embedding === true)
    return text(
      'Grafana may be embedded by any site (grafana.embedding: true).',
      '모든 사이트가 Grafana를 임베딩할 수 있습니다(grafana.embedding: true).',
    );
  return text(
    "Grafana may be embedded by any site, as the stack's own grafana.ini has it; grafana.embedding limits that.",
    '스택의 grafana.ini에 따라 모든 사이트가 Grafana를 임베딩할 수 있습니다. grafana.embedding으로 제한할 수 있습니다.',
  );
}
