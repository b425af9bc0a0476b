import { answerAt, type Draft, valueAt, withValue } from '../answers/draft.ts';
import { defaultIngressClass } from '../answers/fact-defaults.ts';
import type { Json } from '../kubernetes/object.ts';
import { likelyNamespaces, servedBy } from '../network/controller.ts';
import { text } from '../text.ts';
import { listOf, type Question } from './question.ts';

const isExposed = (draft: Draft) => answerAt(draft, 'grafana.expose') === 'ingress';
const hasOidc = (draft: Draft) => valueAt(draft, 'grafana.oidc') !== undefined;

/** Section 3.4. */
export const grafanaHost: Question = {
  path: 'grafana.host',
  section: '3.4',
  kind: 'input',
  required: true,
  example: 'grafana.example.com',
  message: text('Host name of Grafana', 'Grafana의 호스트 이름'),
  when: isExposed,
};

/** Section 4.3. */
export const ingressClass: Question = {
  path: 'grafana.ingress.className',
  section: '4.3',
  kind: 'select',
  required: true,
  example: 'nginx',
  message: text('Ingress class for Grafana', 'Grafana의 Ingress 클래스'),
  when: isExposed,
  choices: ({ cluster }) =>
    cluster.ingressClasses.map(({ name, default: byDefault }) => ({
      value: name,
      name: byDefault ? text(`${name} (default)`, `${name}(기본)`) : name,
    })),
  default: ({ cluster }) => defaultIngressClass(cluster),
  hint: ({ cluster }) =>
    cluster.ingressClasses.length
      ? undefined
      : text(
          'This cluster has no ingress class yet: name the one that your ingress controller will bring.',
          '클러스터에 아직 Ingress 클래스가 없습니다. Ingress 컨트롤러가 만들 클래스의 이름을 적으십시오.',
        ),
};

/** Section 4.3: asked where neither the controller nor its usual namespace was found. */
export const ingressNamespace: Question = {
  path: 'grafana.ingress.namespace',
  section: '4.3',
  kind: 'select',
  example: 'ingress-nginx',
  message: text('Namespace of the ingress controller', 'Ingress 컨트롤러의 네임스페이스'),
  hint: () =>
    text(
      "The stack's NetworkPolicies keep everybody out of Grafana who isn't let in: the controller has to be.",
      '스택의 NetworkPolicy가 Grafana 접근을 제한하므로 Ingress 컨트롤러의 접근을 허용해야 합니다.',
    ),
  when: (draft, { cluster }) => {
    const className = valueAt(draft, 'grafana.ingress.className') ?? defaultIngressClass(cluster);
    const isLimited = isExposed(draft) && answerAt(draft, 'network.policies') === 'stack';
    return isLimited && !servedBy(cluster, className === undefined ? undefined : String(className), undefined);
  },
  choices: ({ cluster }) => likelyNamespaces(cluster).map((name) => ({ value: name, name })),
};

/** Section 5.3, grafana-config.yaml. */
export const grafanaLogin: readonly Question[] = [
  {
    path: 'grafana.oidc',
    section: '5.3',
    kind: 'confirm',
    message: text('Log in to Grafana through Keycloak (OIDC)?', 'Grafana 로그인을 Keycloak(OIDC)과 연동합니까?'),
    default: () => false,
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
