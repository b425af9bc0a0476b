import { withField } from '../lib/manifests/field.ts';
import { replaceObject } from '../lib/manifests/find.ts';
import { ALERTMANAGER, PROMETHEUS } from '../lib/prometheus/names.ts';
import { defaultRetentionSize } from '../lib/prometheus/retention-size.ts';
import { withVolume } from '../lib/prometheus/volume.ts';
import type { Step } from '../lib/step.ts';
import { text } from '../lib/text.ts';

/** Section 5.3: volumes of Prometheus and Alertmanager, and how much Prometheus keeps on its own. */
export const storage: Step = {
  name: 'storage',
  section: '5.3',
  title: text('Set storage of Prometheus and Alertmanager', 'Prometheus와 Alertmanager 스토리지 설정'),
  customise(manifests, { answers }) {
    const { className, prometheus, alertmanager } = answers.storage;
    const { size, retention, retentionSize = defaultRetentionSize(size) } = prometheus;
    const withPrometheus = replaceObject(manifests, 'Prometheus', PROMETHEUS, (object) => {
      const kept = withField(
        withField(object, ['spec', 'retention'], retention),
        ['spec', 'retentionSize'],
        retentionSize,
      );
      return withVolume(kept, { size, className });
    });
    return replaceObject(withPrometheus, 'Alertmanager', ALERTMANAGER, (object) =>
      withVolume(object, { size: alertmanager.size, className }),
    );
  },
};
