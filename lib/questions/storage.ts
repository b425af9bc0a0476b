import { defaultStorageClass } from '../answers/fact-defaults.ts';
import type { Facts, StorageClassFact } from '../facts.ts';
import { DEFAULT_RETENTION } from '../prometheus/retention.ts';
import { bytesOf } from '../prometheus/retention-size.ts';
import { DEFAULT_SIZE } from '../prometheus/volume.ts';
import { type Text, text } from '../text.ts';
import type { Choice, Question } from './question.ts';

/** Section 4.4: the class of every volume. */
export const classOfVolumes: Question = {
  path: 'storage.className',
  section: '4.4',
  kind: 'select',
  required: true,
  later: (_, { cluster }) => defaultStorageClass(cluster) !== undefined,
  orStack: true,
  lacking: () =>
    text(
      'needed unless the stack names one that the cluster has',
      '클러스터에 있는 클래스를 스택이 지정하면 생략 가능',
    ),
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
};

/** The same section: that class, and Grafana's volume. */
export const grafanaVolume: readonly Question[] = [
  classOfVolumes,
  {
    path: 'storage.grafana.size',
    section: '4.4',
    kind: 'input',
    message: unlessEmpty(text('Size of the volume of Grafana', 'Grafana 볼륨의 크기'), DEFAULT_SIZE.grafana),
    ...beside(/^grafana-pvc$/),
  },
];

/** Section 5.3: prometheus-prometheus.yaml and alertmanager-alertmanager.yaml. */
export const stackVolumes: readonly Question[] = [
  {
    path: 'storage.prometheus.size',
    section: '5.3',
    kind: 'input',
    message: unlessEmpty(
      text('Size of the volume of each Prometheus', 'Prometheus 하나의 볼륨 크기'),
      DEFAULT_SIZE.prometheus,
    ),
    ...beside(/^prometheus-k8s-db-prometheus-k8s-\d+$/),
  },
  {
    path: 'storage.prometheus.retention',
    section: '5.3',
    kind: 'input',
    message: unlessEmpty(text('How long Prometheus keeps metrics', 'Prometheus의 메트릭 보관 기간'), DEFAULT_RETENTION),
  },
  {
    path: 'storage.alertmanager.size',
    section: '5.3',
    kind: 'input',
    message: unlessEmpty(
      text('Size of the volume of each Alertmanager', 'Alertmanager 하나의 볼륨 크기'),
      DEFAULT_SIZE.alertmanager,
    ),
    ...beside(/^alertmanager-main-db-alertmanager-main-\d+$/),
  },
];

/** What comes of no answer: the stack, which isn't known yet, goes before our default. */
function unlessEmpty(question: Text, otherwise: string): Text {
  return text(
    `${question.en} (empty: as the stack has it, else ${otherwise})`,
    `${question.ko}(비우면 스택의 값, 없으면 ${otherwise})`,
  );
}

/** Where there are claims already, they are what Enter keeps: none of them can get smaller. */
function beside(names: RegExp): Pick<Question, 'default' | 'hint'> {
  const largest = ({ cluster }: Facts) =>
    (cluster.claims ?? [])
      .filter(({ name, bound }) => bound && names.test(name))
      .map(({ asked }) => asked)
      .toSorted((a, b) => bytesOf(b) - bytesOf(a))[0];
  return {
    default: largest,
    hint: (facts) => {
      const size = largest(facts);
      return size === undefined
        ? undefined
        : text(
            `There is a volume of ${size} already: it can stay or grow, but not shrink.`,
            `이미 ${size} 볼륨이 있습니다. 유지하거나 늘릴 수 있지만 줄일 수는 없습니다.`,
          );
    },
  };
}

function choiceOf({ name, provisioner, default: byDefault }: StorageClassFact): Choice {
  return {
    value: name,
    name: byDefault
      ? text(`${name} (default, ${provisioner})`, `${name}(기본, ${provisioner})`)
      : `${name} (${provisioner})`,
  };
}
