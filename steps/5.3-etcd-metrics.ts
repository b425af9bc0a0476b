import { etcdClusters, membersOf } from '../lib/etcd/clusters.ts';
import { discoveryFinding } from '../lib/etcd/discovery-finding.ts';
import { withDiscoveryRights } from '../lib/etcd/discovery-rights.ts';
import { etcdEndpoints, staleEtcdObjects } from '../lib/etcd/endpoints.ts';
import { etcdInTheWay } from '../lib/etcd/in-the-way.ts';
import { etcdLeftOut, leftOutNotes } from '../lib/etcd/left-out.ts';
import { etcdNotes } from '../lib/etcd/notes.ts';
import { etcdService, etcdServiceMonitor } from '../lib/etcd/objects.ts';
import { etcdRivals } from '../lib/etcd/rivals.ts';
import { etcdRules, hasEtcdRules } from '../lib/etcd/rules.ts';
import { etcdSecretKeys } from '../lib/etcd/secret-keys.ts';
import { whyNoEtcd } from '../lib/etcd/why-no-pair.ts';
import { withoutEtcd } from '../lib/etcd/without.ts';
import { dashboardObject, withDashboard } from '../lib/grafana/dashboards.ts';
import type { KubeObject, Manifest } from '../lib/kubernetes/object.ts';
import { findManifest } from '../lib/manifests/find.ts';
import type { Input, Step } from '../lib/step.ts';
import { text } from '../lib/text.ts';

const DASHBOARD = 'etcd';

/** Section 5.3: Service, addresses and ServiceMonitor of etcd, its alerts and its dashboard. */
export const etcdMetrics: Step = {
  name: 'etcd-metrics',
  section: '5.3',
  title: text('Collect etcd metrics', 'etcd 메트릭 수집 설정'),
  leftOut(input) {
    // Where the answers leave etcd out, what the stack brings of it can't stay without the certificates.
    return leftOutNotes(input).length > 0 ? undefined : whyNoEtcd(input.answers);
  },
  customise(manifests, input) {
    if (!input.answers.etcd) return etcdLeftOut(manifests, input.facts.cluster).manifests;
    const rivals = etcdRivals(input).map(({ fact }) => fact);
    return withDashboard(withDiscoveryRights(withoutEtcd(manifests, rivals)), DASHBOARD);
  },
  desired: (input) => etcdObjects(input).map((object) => ({ object })),
  obsolete(input) {
    const { manifests } = input.stack;
    const left = input.answers.etcd ? [] : etcdLeftOut(manifests, input.facts.cluster).manifests;
    // What the stack brings by the same name isn't ours to delete.
    const isBrought = (by: readonly Manifest[], { kind, metadata: { name } }: KubeObject) =>
      findManifest(by, kind, name);
    return [
      ...staleEtcdObjects(etcdObjects(input)).filter((object) => !isBrought(left, object)),
      ...staleExtras(input).filter((object) => !isBrought(manifests, object)),
    ];
  },
  inTheWay: (input) => etcdInTheWay(input, etcdClusters(input)),
  notes: (input) => (input.answers.etcd ? etcdNotes(input, etcdClusters(input)) : leftOutNotes(input)),
  findings: (input) => (input.answers.etcd ? [discoveryFinding(input, membersOf(etcdClusters(input)))] : []),
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
