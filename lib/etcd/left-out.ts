import type { ClusterFacts, EtcdObjectFact } from '../facts.ts';
import { type Manifest, nameOf } from '../kubernetes/object.ts';
import { NAMESPACE } from '../manifests/namespace.ts';
import type { Input } from '../step.ts';
import { type Text, text } from '../text.ts';
import { ETCD_SECRET } from './secret-keys.ts';
import { leavingEtcdOut, mountsIn, type WithoutEtcd } from './without.ts';

/** What becomes of the stack where the answers leave etcd out. */
export function etcdLeftOut(
  manifests: readonly Manifest[],
  { secrets, etcdInTheWay = [] }: Pick<ClusterFacts, 'secrets' | 'etcdInTheWay'>,
): WithoutEtcd {
  const read = etcdInTheWay.flatMap(({ mounted = [] }) => mounted);
  // A pod waits for ever for a Secret that isn't there, and ours goes with the answers (section 3.5).
  const isThere = (name: string) => !secrets || secrets.some((secret) => secret.name === name && !secret.ours);
  const there = read.filter(isThere);
  return leavingEtcdOut(manifests, there);
}

/** What of the stack isn't deployed where the answers leave etcd out, and what by hand can't work with that. */
export function leftOutNotes(input: Input): Text[] {
  const { manifests, gone, unmounted } = etcdLeftOut(input.stack.manifests, input.facts.cluster);
  const broken = (input.facts.cluster.etcdInTheWay ?? []).filter((fact) => isBroken(fact, mountsIn(manifests)));
  const names = gone.map(nameOf).sort();
  return [
    ...(names.length > 0 || unmounted.length > 0 ? [leftOut(names, unmounted)] : []),
    ...(broken.length > 0 ? [withoutFiles(broken.map(({ name }) => `${NAMESPACE}/${name}`).join(', '))] : []),
  ];
}

function isBroken({ mounted = [] }: EtcdObjectFact, mounts: readonly string[]): boolean {
  return mounted.includes(ETCD_SECRET) && !mounts.includes(ETCD_SECRET);
}

function leftOut(names: readonly string[], unmounted: readonly string[]): Text {
  const mount = unmounted.join(', ');
  const en = [...names, ...(mount ? [`Prometheus' mount of Secret ${mount}`] : [])].join(', ');
  const ko = [...names, ...(mount ? [`Prometheus의 Secret ${mount} 마운트`] : [])].join(', ');
  return text(
    `The answers leave etcd out, and so what the stack has for it isn't deployed: ${en}. What of it was applied by hand stays in the cluster as it is. With etcd in the answers its metrics are collected.`,
    `답변에 etcd가 없으므로 스택의 다음 etcd 설정을 배포하지 않습니다: ${ko}. 직접 적용한 객체는 클러스터에 그대로 둡니다. 답변에 etcd를 추가하면 메트릭을 수집합니다.`,
  );
}

function withoutFiles(monitors: string): Text {
  return text(
    `ServiceMonitor ${monitors} in the cluster reads files of Secret ${ETCD_SECRET}, which Prometheus won't have mounted: it can't load its configuration while that ServiceMonitor is there. Delete it, name the Secret in its tlsConfig instead of files, mount the Secret by an overlay, or answer etcd.`,
    `클러스터의 ServiceMonitor ${monitors}이(가) Secret ${ETCD_SECRET}의 파일을 읽지만 Prometheus는 이 Secret을 마운트하지 않습니다. 이 ServiceMonitor가 있는 동안 Prometheus가 설정을 불러올 수 없습니다. 삭제하거나, tlsConfig에서 파일 대신 Secret을 참조하거나, 오버레이로 Secret을 마운트하거나, 답변에 etcd를 추가하십시오.`,
  );
}
