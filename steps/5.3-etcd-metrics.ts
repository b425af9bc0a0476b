import { etcdAddresses } from '../lib/etcd/addresses.ts';
import { etcdEndpoints, etcdService, etcdServiceMonitor, staleEtcdObjects } from '../lib/etcd/objects.ts';
import { etcdSecretKeys } from '../lib/etcd/secret-keys.ts';
import { hasEtcd, withoutEtcd } from '../lib/etcd/stack-objects.ts';
import type { KubeObject } from '../lib/kubernetes/object.ts';
import type { Input, Step } from '../lib/step.ts';
import { text } from '../lib/text.ts';

/** Section 5.3: Service, addresses and ServiceMonitor of etcd. */
export const etcdMetrics: Step = {
  name: 'etcd-metrics',
  section: '5.3',
  title: text('Collect etcd metrics', 'etcd 메트릭 수집 설정'),
  leftOut({ answers, stack }) {
    // Where the answers leave etcd out, what the stack brings of it is left out here as well.
    if (answers.etcd || hasEtcd(stack.manifests)) return undefined;
    return text('the answers leave etcd out', '답변에 etcd 항목이 없습니다');
  },
  customise: withoutEtcd,
  desired: (input) => etcdObjects(input).map((object) => ({ object })),
  obsolete: (input) => staleEtcdObjects(etcdObjects(input)),
};

function etcdObjects(input: Input): KubeObject[] {
  const { etcd } = input.answers;
  if (!etcd) return [];
  return [
    etcdService(etcd.port),
    ...etcdEndpoints(input.stack, etcdAddresses(input), etcd.port),
    etcdServiceMonitor(etcdSecretKeys(input)),
  ];
}
