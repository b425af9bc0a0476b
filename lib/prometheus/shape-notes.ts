import { fieldAt } from '../manifests/field.ts';
import { findManifest } from '../manifests/find.ts';
import type { Input } from '../step.ts';
import { type Text, text } from '../text.ts';
import { millisecondsOf } from './duration.ts';
import { PROMETHEUS } from './names.ts';

/** Rules of the stack look back five minutes; two samples must fit in, one of them late. */
const LONGEST_MS = 120_000;

/** What the operator should know before consenting to a shape of Prometheus. */
export function prometheusNotes({ answers, stack }: Input): Text[] {
  const { replicas, scrapeInterval, namespaces } = answers.prometheus;
  const notes: Text[] = [];
  if (replicas === 1)
    notes.push(
      text(
        'With one replica of Prometheus nothing is collected and no alert fires while it restarts or its node is drained.',
        'Prometheus 복제본이 하나면 재시작하거나 노드를 비우는 동안 수집과 알림이 멈춥니다.',
      ),
    );
  if (scrapeInterval !== undefined && millisecondsOf(scrapeInterval) > LONGEST_MS)
    notes.push(
      text(
        `The stack's rules look back over 5 minutes: with ${scrapeInterval} between samples some alerts come late or not at all.`,
        `스택의 규칙은 최근 5분을 봅니다. 수집 간격이 ${scrapeInterval}이면 일부 알림이 늦거나 발생하지 않습니다.`,
      ),
    );
  const narrow = namespaces === undefined ? [] : narrowSelectors(stack.manifests);
  if (narrow.length > 0)
    notes.push(
      text(
        `The stack's Prometheus doesn't take monitors of every namespace (${narrow.join(', ')}): prometheus.namespaces lets it find targets there, but a ServiceMonitor has to stand where it looks.`,
        `스택의 Prometheus가 모든 네임스페이스의 모니터를 선택하지는 않습니다(${narrow.join(', ')}). prometheus.namespaces로 대상은 찾을 수 있지만 ServiceMonitor는 선택되는 네임스페이스에 두어야 합니다.`,
      ),
    );
  return notes;
}

/** What the operator has to know once Prometheus has its shape. */
export function prometheusSummary({ answers }: Input): Text[] {
  if (answers.prometheus.namespaces !== 'all') return [];
  return [
    text(
      'Prometheus may now list Services, their endpoints, pods and Ingresses in every namespace.',
      '이제 Prometheus가 모든 네임스페이스의 Service, 엔드포인트, 파드, Ingress를 조회할 수 있습니다.',
    ),
  ];
}

/** Selectors of namespaces that are no `{}`; without one, only Prometheus' own namespace is looked at. */
function narrowSelectors(manifests: Input['stack']['manifests']): string[] {
  const found = findManifest(manifests, 'Prometheus', PROMETHEUS);
  return ['serviceMonitorNamespaceSelector', 'podMonitorNamespaceSelector'].filter((field) => {
    const selector = found && fieldAt(found.object, 'spec', field);
    return typeof selector !== 'object' || selector === null || Object.keys(selector).length > 0;
  });
}
