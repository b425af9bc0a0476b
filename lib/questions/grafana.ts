import { isIP } from 'node:net';
import { answerAt, type Draft, valueAt } from '../answers/draft.ts';
import { defaultIngressClass } from '../answers/fact-defaults.ts';
import { NO_ADDRESS } from '../answers/schema/grafana.ts';
import { likelyNamespaces, servedBy } from '../network/controller.ts';
import { text } from '../text.ts';
import type { Question } from './question.ts';

/** Whether Grafana gets an Ingress. */
export const isExposed = (draft: Draft) => answerAt(draft, 'grafana.expose') === 'ingress';

/** Section 3.4. */
export const grafanaHost: Question = {
  path: 'grafana.host',
  section: '3.4',
  kind: 'input',
  required: true,
  example: 'grafana.example.com',
  message: text('Host name of Grafana', 'Grafana의 호스트 이름'),
  when: isExposed,
  refuses: (value) => (isIP(String(value)) === 0 ? undefined : NO_ADDRESS),
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
