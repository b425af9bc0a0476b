import { deployment, service, serviceMonitor } from '../lib/exporters/objects.ts';
import { prometheusRule } from '../lib/exporters/rules.ts';
import type { Target } from '../lib/exporters/target.ts';
import { exporterTargets } from '../lib/exporters/targets.ts';
import type { Desired, Step } from '../lib/step.ts';
import { text } from '../lib/text.ts';

/** Section 5.5: exporters for MariaDB and Redis, one for each target. */
export const exporters: Step = {
  name: 'exporters',
  section: '5.5',
  title: text('Deploy mysqld-exporter and redis-exporter', 'mysqld-exporter와 redis-exporter 배포'),
  leftOut({ answers: { exporters: wanted } }) {
    if (wanted.mysqld.length + wanted.redis.length > 0) return undefined;
    return text('the answers name no target (exporters)', '답변에 수집 대상(exporters)이 없습니다');
  },
  desired({ answers }) {
    return exporterTargets(answers.exporters).flatMap(objectsOf);
  },
};

function objectsOf(target: Target): Desired[] {
  const objects = [service(target), deployment(target), serviceMonitor(target), prometheusRule(target)];
  return [...(target.secret ? [target.secret] : []), ...objects.map((object) => ({ object }))];
}
