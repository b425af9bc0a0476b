import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { withDiscoveryRights } from '../../lib/etcd/discovery-rights.ts';
import type { Json, Manifest } from '../../lib/kubernetes/object.ts';
import { asList, asMap, withField } from '../../lib/manifests/field.ts';
import { replaceObject, requireManifest } from '../../lib/manifests/find.ts';
import { loadStack } from '../../lib/stack/load.ts';
import { etcdMetrics } from '../../steps/5.3-etcd-metrics.ts';
import { etcdInput } from '../helpers/etcd-input.ts';
import { MINIATURE, PRESENT } from '../helpers/stack.ts';

const VERBS = ['get', 'list', 'watch'];
const SLICES = { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: VERBS };
const ENDPOINTS = { apiGroups: [''], resources: ['endpoints'], verbs: VERBS };
const SERVICES = { apiGroups: [''], resources: ['services', 'pods'], verbs: VERBS };

const rulesOf = (manifests: readonly Manifest[], namespace = 'monitoring') =>
  asList(requireManifest(manifests, 'Role', 'prometheus-k8s', namespace).object.rules);
const discovering = (manifests: readonly Manifest[], role: string | undefined) =>
  replaceObject(manifests, 'Prometheus', 'k8s', (object) => withField(object, ['spec', 'serviceDiscoveryRole'], role));
const ruling = (manifests: readonly Manifest[], ...rules: Json[]) =>
  replaceObject(manifests, 'Role', 'prometheus-k8s', (object) => ({ ...object, rules }), 'monitoring');

for (const folder of PRESENT) {
  test(`${folder}: Prometheus may read what it looks for; switched to the other kind, it is given the right`, async () => {
    const { manifests } = await loadStack(folder);
    assert.equal(withDiscoveryRights(manifests), manifests);
    const slices = !folder.endsWith('0.16');
    const other = discovering(manifests, slices ? undefined : 'EndpointSlice');
    const after = withDiscoveryRights(other);
    assert.equal(rulesOf(after), [...rulesOf(other), slices ? ENDPOINTS : SLICES]);
    assert.equal(rulesOf(after, 'kube-system'), rulesOf(other, 'kube-system'));
    assert.equal(withDiscoveryRights(after), after);
    const input = await etcdInput({}, { folder });
    assert.equal(rulesOf(etcdMetrics.customise?.(other, input) ?? []), rulesOf(after));
  });
}

test('a right that is there in other words is enough', async () => {
  const { manifests } = await loadStack(MINIATURE);
  const enough = [
    [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }],
    [SERVICES, { ...SLICES, verbs: ['get'] }, { ...SLICES, verbs: ['list', 'watch'] }],
  ];
  for (const rules of enough) assert.equal(rulesOf(withDiscoveryRights(ruling(manifests, ...rules))), rules);
  assert.equal(rulesOf(withDiscoveryRights(ruling(manifests, SERVICES, { ...SLICES, verbs: ['get'] }))).at(-1), SLICES);
  const everywhere = {
    file: 'x',
    object: { apiVersion: 'v1', kind: 'ClusterRole', metadata: { name: 'prometheus-k8s' }, rules: [SLICES] },
  };
  const theirs = [everywhere, ...ruling(manifests, SERVICES).filter(({ object }) => object.kind !== 'ClusterRole')];
  assert.equal(rulesOf(withDiscoveryRights(theirs)), [SERVICES]);
});

test('a Role that is not bound to Prometheus is left alone, and without one nothing is made up', async () => {
  const { manifests } = await loadStack(MINIATURE);
  const unbound = ruling(manifests, SERVICES).filter(
    ({ object }) => object.kind !== 'RoleBinding' || asMap(object.roleRef).name !== 'prometheus-k8s',
  );
  assert.equal(withDiscoveryRights(unbound), unbound);
});

test.run();
