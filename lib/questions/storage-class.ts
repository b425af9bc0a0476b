import { defaultStorageClass } from '../answers/fact-defaults.ts';
import type { StorageClassFact } from '../facts.ts';
import { text } from '../text.ts';
import { classOfHeld } from './held-claims.ts';
import type { Choice, Question } from './question.ts';

/** Section 4.4: the class of every volume. */
export const classOfVolumes: Question = {
  path: 'storage.className',
  section: '4.4',
  kind: 'select',
  required: true,
  later: (_, { cluster }) => defaultStorageClass(cluster) !== undefined || classOfHeld(cluster) !== undefined,
  orStack: true,
  lacking: () =>
    text(
      'needed unless the stack names one that the cluster has, or live volumes have theirs already',
      '클러스터에 있는 클래스를 스택이 지정하거나 기존 볼륨에 클래스가 있으면 생략 가능',
    ),
  example: 'csi-cephfs-sc',
  message: text('Storage class of the volumes', '볼륨의 스토리지 클래스'),
  choices: ({ cluster }) =>
    cluster.storageClasses.toSorted((a, b) => Number(b.default) - Number(a.default)).map(choiceOf),
  default: ({ cluster }) => classOfHeld(cluster) ?? defaultStorageClass(cluster),
  hint: ({ cluster }) =>
    cluster.storageClasses.length
      ? undefined
      : text(
          'This cluster has no storage class: every volume will wait until one of the name you give exists.',
          '클러스터에 스토리지 클래스가 없습니다. 적은 이름의 클래스가 생길 때까지 모든 볼륨이 대기합니다.',
        ),
};

function choiceOf({ name, provisioner, default: byDefault }: StorageClassFact): Choice {
  return {
    value: name,
    name: byDefault
      ? text(`${name} (default, ${provisioner})`, `${name}(기본, ${provisioner})`)
      : `${name} (${provisioner})`,
  };
}
