import type { ClusterFacts } from '../facts.ts';
import type { Difference } from '../kubernetes/compare.ts';
import type { JsonMap, KubeObject } from '../kubernetes/object.ts';
import { cutsNobody, onlyAdds } from '../network/cuts.ts';
import { join, type Text, text } from '../text.ts';
import { isReloaded } from './reloaded.ts';

const ROLLING = text('rolling restart', '순차 재시작');
const ALL_AT_ONCE = text('all replicas restart at once', '모든 복제본 동시 재시작');
const CONNECTIONS = text('connections may be cut', '연결이 끊길 수 있음');
const DATA_LOST = text('data kept in the pods so far is lost', '지금까지 파드 안에 쌓인 데이터는 사라짐');

/**
 * What a change costs whoever uses the object; undefined when nobody notices. `live` is absent for a new object, which
 * costs more or less by what `cluster` says of the pods there.
 */
export function costOf(
  live: KubeObject | undefined,
  found: readonly Difference[],
  created?: KubeObject,
  cluster: Pick<ClusterFacts, 'isolation'> = {},
): Text | undefined {
  if (!live) return created?.kind === 'NetworkPolicy' && !cutsNobody(created, cluster) ? CONNECTIONS : undefined;
  const inSpec = found.filter(({ path }) => path[0] === 'spec');
  if (inSpec.length === 0) return undefined;
  if (live.kind === 'NetworkPolicy') return inSpec.every(onlyAdds) ? undefined : CONNECTIONS;
  if (live.kind === 'Prometheus' || live.kind === 'Alertmanager') return operatedCost(live, inSpec);
  const restarts = inSpec.some(({ path }) => path[1] === 'template');
  return restarts ? workloadCost(live, inSpec) : undefined;
}

function workloadCost({ kind, spec }: KubeObject, found: readonly Difference[]): Text | undefined {
  const { strategy, updateStrategy } = spec as { strategy?: { type?: string }; updateStrategy?: { type?: string } };
  if (updateStrategy?.type === 'OnDelete' || !['Deployment', 'DaemonSet', 'StatefulSet'].includes(kind))
    return undefined;
  // A strategy that comes with the change is the one that it is rolled out by.
  const next = found.find(({ path }) => path.join('.') === 'spec.strategy.type');
  const restart = (next ? next.after : strategy?.type) === 'Recreate' ? ALL_AT_ONCE : ROLLING;
  return found.some(losesFolder) ? join([restart, DATA_LOST], ', ') : restart;
}

// What pods keep in an emptyDir isn't carried over into the volume that takes its place.
function losesFolder({ path, before }: Difference): boolean {
  return path[3] === 'volumes' && path.at(-1) === 'emptyDir' && before !== undefined;
}

function operatedCost({ kind, spec }: KubeObject, found: readonly Difference[]): Text | undefined {
  const fields = found.map(({ path }) => String(path[1] ?? ''));
  // Nobody can change a StatefulSet's claims: the operator deletes it with its pods and makes it anew.
  if (fields.includes('storage'))
    return (spec as JsonMap).storage === undefined ? join([ALL_AT_ONCE, DATA_LOST], ', ') : ALL_AT_ONCE;
  return fields.every((field) => isReloaded(kind, field)) ? undefined : ROLLING;
}
