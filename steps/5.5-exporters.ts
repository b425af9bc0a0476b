import { deployment, service, serviceMonitor } from '../lib/exporters/objects.ts';
import { prometheusRule } from '../lib/exporters/rules.ts';
import { exportersSummary } from '../lib/exporters/summary.ts';
import type { Target } from '../lib/exporters/target.ts';
import { exporterTargets } from '../lib/exporters/targets.ts';
import { dashboardObject, withDashboard } from '../lib/grafana/dashboards.ts';
import type { KubeObject, Manifest } from '../lib/kubernetes/object.ts';
import { findManifest } from '../lib/manifests/find.ts';
import type { Desired, Input, Step } from '../lib/step.ts';
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
  customise: (manifests, input) =>
    KINDS.filter((kind) => isWatched(kind, input)).reduce<Manifest[]>(withDashboard, [...manifests]),
  desired({ answers }) {
    return exporterTargets(answers.exporters).flatMap(objectsOf);
  },
  obsolete: (input) => KINDS.filter((kind) => !isWatched(kind, input)).flatMap((kind) => dashboardOfOurs(kind, input)),
  summary: ({ answers, facts }) => exportersSummary(answers.exporters, facts.cluster),
};

/** Kinds of targets, each with a dashboard of its name. */
const KINDS = ['mysqld', 'redis'] as const;
type Kind = (typeof KINDS)[number];

function isWatched(kind: Kind, { answers }: Input): boolean {
  return answers.exporters[kind].length > 0;
}

/** A dashboard of that name that the stack brings isn't ours to delete. */
function dashboardOfOurs(kind: Kind, { stack }: Input): KubeObject[] {
  const object = dashboardObject(kind);
  return findManifest(stack.manifests, object.kind, object.metadata.name) ? [] : [object];
}

function objectsOf(target: Target): Desired[] {
  const objects = [service(target), deployment(target), serviceMonitor(target), prometheusRule(target)];
  return [...(target.secret ? [target.secret] : []), ...objects.map((object) => ({ object }))];
}
