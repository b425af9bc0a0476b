import type { KubeObject, Manifest } from '../kubernetes/object.ts';
import type { Input } from '../step.ts';
import { metricsApiIsTaken } from '../survey/metrics-api.ts';
import { type Text, text } from '../text.ts';

const NAME = 'prometheus-adapter';
/** Names of an adapter's objects that don't begin with its own. */
const NAMES = [
  'adapter-config',
  'resource-metrics-auth-reader',
  'resource-metrics-server-resources',
  'resource-metrics:system:auth-delegator',
];
/** Objects that metrics-server has by the same name, so that they may be its own by now. */
const SHARED = ['v1beta1.metrics.k8s.io', 'system:aggregated-metrics-reader'];

/** Whether the stack's adapter is to answer the metrics API. */
function wantsAdapter({ answers, facts }: Input): boolean {
  return answers.metricsApi === 'adapter' || (answers.metricsApi === 'auto' && !metricsApiIsTaken(facts.cluster));
}

/** The manifests, without all of the adapter's where it isn't wanted: it would silently take the API (FIELD-NOTES 1). */
export function withoutAdapter(manifests: readonly Manifest[], input: Input): Manifest[] {
  return wantsAdapter(input) ? [...manifests] : manifests.filter(({ object }) => !isAdapter(object));
}

/** What an earlier run may have made of an adapter that isn't wanted now, but for what is somebody else's by now. */
export function staleAdapter(input: Input): KubeObject[] {
  if (wantsAdapter(input)) return [];
  const taken = metricsApiIsTaken(input.facts.cluster);
  return input.stack.manifests
    .map(({ object }) => object)
    .filter((object) => isAdapter(object) && !(taken && SHARED.includes(object.metadata.name)));
}

/** Who answers the metrics API, where that isn't the stack's own adapter from the start. */
export function metricsApiNotes(input: Input): Text[] {
  const { metricsApi } = input.facts.cluster;
  if (!metricsApi) return [];
  const owner = `${metricsApi.namespace}/${metricsApi.service}`;
  if (!metricsApiIsTaken(input.facts.cluster)) {
    return input.answers.metricsApi === 'none' && !metricsApi.ours ? [stays(owner)] : [];
  }
  if (wantsAdapter(input)) return [takenOver(owner)];
  return input.answers.metricsApi === 'auto' ? [kept(owner)] : [];
}

function isAdapter({ metadata: { name, labels } }: KubeObject): boolean {
  return labels?.['app.kubernetes.io/name'] === NAME || name === NAME || [...NAMES, ...SHARED].includes(name);
}

function kept(owner: string): Text {
  return text(
    `${owner} answers the metrics API (kubectl top, autoscaling) and is kept; prometheus-adapter is left out. metricsApi: adapter would take its place.`,
    `메트릭 API(kubectl top, 오토스케일링)는 이미 ${owner}이(가) 제공하므로 유지하고 prometheus-adapter는 제외합니다. 교체하려면 metricsApi: adapter로 지정하십시오.`,
  );
}

function stays(owner: string): Text {
  return text(
    `metricsApi: none deletes only what this tool made: ${owner}, which somebody else made, stays and answers the metrics API (kubectl top, autoscaling). To be rid of it, delete its APIService v1beta1.metrics.k8s.io first, then the rest.`,
    `metricsApi: none이면 이 도구가 만든 것만 삭제합니다. 다른 방법으로 배포된 ${owner}은(는) 그대로 남아 메트릭 API(kubectl top, 오토스케일링)를 제공합니다. 제거하려면 APIService v1beta1.metrics.k8s.io를 먼저 삭제한 뒤 나머지를 삭제하십시오.`,
  );
}

function takenOver(owner: string): Text {
  return text(
    `prometheus-adapter takes the metrics API (kubectl top, autoscaling) from ${owner}; to give it back, answer metricsApi: none and deploy that one's APIService again.`,
    `prometheus-adapter가 ${owner}의 메트릭 API(kubectl top, 오토스케일링)를 넘겨받습니다. 되돌리려면 metricsApi: none으로 지정하고 기존 APIService를 다시 배포하십시오.`,
  );
}
