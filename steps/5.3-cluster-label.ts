import { withField } from '../lib/manifests/field.ts';
import { replaceObject } from '../lib/manifests/find.ts';
import { PROMETHEUS } from '../lib/prometheus/names.ts';
import type { Step } from '../lib/step.ts';
import { text } from '../lib/text.ts';

/** Section 5.3: the label that tells this cluster's metrics and alerts from those of others. */
export const clusterLabel: Step = {
  name: 'cluster-label',
  section: '5.3',
  title: text('Label metrics with the cluster name', '메트릭에 클러스터 이름 레이블 추가'),
  leftOut({ answers }) {
    if (answers.cluster.name !== undefined) return undefined;
    return text('the answers name no cluster (cluster.name)', '답변에 클러스터 이름(cluster.name)이 없습니다');
  },
  customise(manifests, { answers }) {
    const { name } = answers.cluster;
    if (name === undefined) return [...manifests];
    return replaceObject(manifests, 'Prometheus', PROMETHEUS, (object) =>
      withField(object, ['spec', 'externalLabels', 'cluster'], name),
    );
  },
};
