import { type Draft, valueAt, withValue } from '../answers/draft.ts';
import type { Json } from '../kubernetes/object.ts';
import { text } from '../text.ts';
import { isExposed } from './grafana.ts';
import { listOf, type Question } from './question.ts';

const hasOidc = (draft: Draft) => valueAt(draft, 'grafana.oidc') !== undefined;

/** Section 5.3, grafana-config.yaml. */
export const grafanaLogin: readonly Question[] = [
  {
    path: 'grafana.oidc',
    section: '5.3',
    kind: 'confirm',
    message: text('Log in to Grafana through Keycloak (OIDC)?', 'Grafana 로그인을 Keycloak(OIDC)과 연동합니까?'),
    default: () => false,
    // The stack isn't loaded yet: whether it has a login is not known here.
    hint: () =>
      text(
        'Without it, a Keycloak login that the stack brings itself is switched off.',
        '연동하지 않으면 스택에 이미 있는 Keycloak 로그인도 꺼집니다.',
      ),
    // Keycloak sends the browser back to the host, so without one there is no login.
    when: (draft) => isExposed(draft) || valueAt(draft, 'grafana.host') !== undefined,
    store: (draft, yes) => (yes === true ? withValue(draft, 'grafana.oidc', {}) : draft),
  },
  {
    path: 'grafana.oidc.issuer',
    section: '5.3',
    kind: 'input',
    required: true,
    example: 'https://keycloak.example.com/realms/tks',
    message: text('Issuer: the URL of the realm', 'Issuer: realm의 URL'),
    when: hasOidc,
  },
  {
    path: 'grafana.oidc.clientId',
    section: '5.3',
    kind: 'input',
    required: true,
    example: 'grafana',
    message: text('Client ID', '클라이언트 ID'),
    default: () => 'grafana',
    when: hasOidc,
  },
  {
    path: 'grafana.oidc.clientSecret',
    section: '5.3',
    kind: 'secret',
    required: true,
    example: '{ env: GRAFANA_CLIENT_SECRET }',
    message: text('Client secret', '클라이언트 시크릿'),
    secret: { variable: () => 'GRAFANA_CLIENT_SECRET' },
    when: hasOidc,
  },
  {
    path: 'grafana.oidc.ca.file',
    section: '5.3',
    kind: 'input',
    message: text(
      "CA of the issuer's certificate, a PEM file (empty: a public one)",
      'Issuer 인증서의 CA PEM 파일(비우면 공인 CA)',
    ),
    when: hasOidc,
  },
  role('admin', text('Role in Keycloak that makes an admin (empty: none)', '관리자가 되는 Keycloak 역할(비우면 없음)')),
  role('editor', text('Role that makes an editor (empty: none)', '편집자가 되는 역할(비우면 없음)')),
  role(
    'viewer',
    text('Role that may view (empty: everyone in the realm)', '조회만 하는 역할(비우면 realm의 모든 사용자)'),
  ),
  {
    path: 'grafana.embedding',
    section: '5.3',
    kind: 'input',
    message: text(
      'Pages that may show dashboards in a frame: origins, "any" or "none" (empty: as the stack has it)',
      '대시보드를 iframe으로 표시할 페이지: 오리진 목록, any(모두) 또는 none(없음). 비우면 스택 설정 유지',
    ),
    example: '{ origins: ["https://portal.example.com"] }',
    parse: embedding,
  },
];

function role(name: 'admin' | 'editor' | 'viewer', message: Question['message']): Question {
  return { path: `grafana.oidc.roles.${name}`, section: '5.3', kind: 'input', message, when: hasOidc };
}

function embedding(typed: string): Json | undefined {
  if (typed === '') return undefined;
  if (typed === 'any' || typed === 'none') return typed === 'any';
  return { origins: listOf(typed) };
}
