import { etcdClusters } from '../lib/etcd/clusters.ts';
import { withDiscoveryRights } from '../lib/etcd/discovery-rights.ts';
import { etcdEndpoints, staleEtcdObjects } from '../lib/etcd/endpoints.ts';
import { etcdInTheWay, leavesFilesBehind } from '../lib/etcd/in-the-way.ts';
import { etcdNotes } from '../lib/etcd/notes.ts';
import { etcdService, etcdServiceMonitor } from '../lib/etcd/objects.ts';
import { etcdRules, hasEtcdRules } from '../lib/etcd/rules.ts';
import { etcdSecretKeys } from '../lib/etcd/secret-keys.ts';
import { hasEtcd, withoutEtcd } from '../lib/etcd/stack-objects.ts';
import { dashboardObject, withDashboard } from '../lib/grafana/dashboards.ts';
import type { KubeObject } from '../lib/kubernetes/object.ts';
import { findManifest } from '../lib/manifests/find.ts';
import type { Input, Step } from '../lib/step.ts';
import { text } from '../lib/text.ts';

const DASHBOARD = 'etcd';

/** Section 5.3: Service, addresses and ServiceMonitor of etcd, its alerts and its dashboard. */
export const etcdMetrics: Step = {
  name: 'etcd-metrics',
  section: '5.3',
  title: text('Collect etcd metrics', 'etcd 메트릭 수집 설정'),
  leftOut({ answers, stack, facts }) {
    // Where the answers leave etcd out, what the stack and people brought of it can't stay without the certificates.
    if (answers.etcd || hasEtcd(stack.manifests) || leavesFilesBehind(facts.cluster)) return undefined;
    return text('the answers leave etcd out', '답변에 etcd 항목이 없습니다');
  },
  customise(manifests, { answers, facts }) {
    const without = withoutEtcd(manifests, facts.cluster.etcdInTheWay);
    return answers.etcd ? withDashboard(withDiscoveryRights(without), DASHBOARD) : without;
  },
  desired: (input) => etcdObjects(input).map((object) => ({ object })),
  obsolete: (input) => [
    ...staleEtcdObjects(etcdObjects(input)),
    // What the stack brings by the same name isn't ours to delete.
    ...staleExtras(input).filter(({ kind, metadata }) => !findManifest(input.stack.manifests, kind, metadata.name)),
  ],
  inTheWay: (input) => etcdInTheWay(input, etcdClusters(input)),
  notes: (input) => (input.answers.etcd ? etcdNotes(input, etcdClusters(input)) : []),
};

function etcdObjects(input: Input): KubeObject[] {
  const clusters = etcdClusters(input);
  if (clusters.length === 0) return [];
  const keys = etcdSecretKeys(input);
  const objects = clusters.flatMap((cluster) => [
    etcdService(cluster),
    ...etcdEndpoints(input.stack, cluster),
    etcdServiceMonitor(cluster, keys),
  ]);
  return wantsRules(input) ? [...objects, etcdRules()] : objects;
}

function wantsRules({ answers, stack }: Input): boolean {
  return answers.etcd !== undefined && !hasEtcdRules(stack.manifests);
}

function staleExtras(input: Input): KubeObject[] {
  return [...(wantsRules(input) ? [] : [etcdRules()]), ...(input.answers.etcd ? [] : [dashboardObject(DASHBOARD)])];
}
