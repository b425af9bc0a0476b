import type { Facts } from '../facts.ts';
import { DEFAULT_RETENTION } from '../prometheus/retention.ts';
import { bytesOf } from '../prometheus/retention-size.ts';
import { DEFAULT_SIZE } from '../prometheus/volume.ts';
import { type Text, text } from '../text.ts';
import { type Held, ofAlertmanager, ofGrafana, ofPrometheus } from './held-claims.ts';
import type { Question } from './question.ts';
import { classOfVolumes } from './storage-class.ts';

/** Section 4.4: the class of every volume, and Grafana's own. */
export const grafanaVolume: readonly Question[] = [
  classOfVolumes,
  {
    path: 'storage.grafana.size',
    section: '4.4',
    kind: 'input',
    message: unlessEmpty(text('Size of the volume of Grafana', 'Grafana 볼륨의 크기'), DEFAULT_SIZE.grafana),
    ...beside(ofGrafana),
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
    ...beside(ofPrometheus),
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
    ...beside(ofAlertmanager),
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
function beside(held: Held): Pick<Question, 'default' | 'hint'> {
  const largest = ({ cluster }: Facts) =>
    held(cluster)
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
