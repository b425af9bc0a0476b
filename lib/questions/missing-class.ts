import type { Input } from '../step.ts';
import { grafanaVolumes, operatedVolumes } from '../storage/volumes.ts';
import { text } from '../text.ts';
import { classOfHeld } from './held-claims.ts';
import type { Missing } from './missing.ts';
import { classOfVolumes } from './storage-class.ts';

/**
 * The class of volumes, where neither the answers nor the stack nor the cluster decide it. missingAnswers leaves it
 * open, for it doesn't know the stack.
 */
export function missingClass(input: Input): Missing[] {
  const isKept = ({ owner, live }: ReturnType<typeof grafanaVolumes>) =>
    owner === 'grafana' && live.some(({ bound }) => bound);
  const open = [grafanaVolumes(input), ...operatedVolumes(input)].filter(
    (volumes) => volumes.classFrom === 'nobody' && !isKept(volumes),
  );
  if (open.length === 0) return [];
  const { cluster } = input.facts;
  const { path, section, message } = classOfVolumes;
  const example = classOfHeld(cluster) ?? classOfVolumes.example ?? '…';
  const names = open.map(({ name }) => name).join(', ');
  const gone = [...new Set(open.flatMap(({ stackClass }) => stackClass ?? []))].join(', ');
  const there = cluster.storageClasses.map(({ name }) => name).join(', ') || '-';
  const en = `nothing decides it for ${names};${gone && ` the stack's ${gone} is not there;`} the cluster has: ${there}`;
  const ko = `${names}의 클래스를 정할 수 없음;${gone && ` 스택의 ${gone}이(가) 클러스터에 없음;`} 클러스터에 있는 것: ${there}`;
  return [{ path, section, example, message: text(`${message.en} (${en})`, `${message.ko} (${ko})`) }];
}
