import { defaultStorageClass } from '../answers/fact-defaults.ts';
import type { StorageClassFact } from '../facts.ts';
import { text } from '../text.ts';
import type { Choice, Question } from './question.ts';

/** Section 4.4: the class of every volume, and Grafana's. */
export const grafanaVolume: readonly Question[] = [
  {
    path: 'storage.className',
    section: '4.4',
    kind: 'select',
    required: true,
    example: 'csi-cephfs-sc',
    message: text('Storage class of the volumes', '볼륨의 스토리지 클래스'),
    choices: ({ cluster }) =>
      cluster.storageClasses.toSorted((a, b) => Number(b.default) - Number(a.default)).map(choiceOf),
    default: ({ cluster }) => defaultStorageClass(cluster),
    hint: ({ cluster }) =>
      cluster.storageClasses.length
        ? undefined
        : text(
            'This cluster has no storage class: every volume will wait until one of the name you give exists.',
            '클러스터에 스토리지 클래스가 없습니다. 적은 이름의 클래스가 생길 때까지 모든 볼륨이 대기합니다.',
          ),
  },
  {
    path: 'storage.grafana.size',
    section: '4.4',
    kind: 'input',
    message: text('Size of the volume of Grafana', 'Grafana 볼륨의 크기'),
  },
];

/** Section 5.3: prometheus-prometheus.yaml and alertmanager-alertmanager.yaml. */
export const stackVolumes: readonly Question[] = [
  {
    path: 'storage.prometheus.size',
    section: '5.3',
    kind: 'input',
    message: text('Size of the volume of each Prometheus', 'Prometheus 하나의 볼륨 크기'),
  },
  {
    path: 'storage.prometheus.retention',
    section: '5.3',
    kind: 'input',
    message: text('How long Prometheus keeps metrics', 'Prometheus의 메트릭 보관 기간'),
  },
  {
    path: 'storage.alertmanager.size',
    section: '5.3',
    kind: 'input',
    message: text('Size of the volume of each Alertmanager', 'Alertmanager 하나의 볼륨 크기'),
  },
];

function choiceOf({ name, provisioner, default: byDefault }: StorageClassFact): Choice {
  return {
    value: name,
    name: byDefault
      ? text(`${name} (default, ${provisioner})`, `${name}(기본, ${provisioner})`)
      : `${name} (${provisioner})`,
  };
}
