import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { AnswersFile } from '../../lib/answers/schema.ts';
import { parseAnswers } from '../../lib/answers/validate.ts';
import type { ClusterFacts } from '../../lib/facts.ts';
import { type KubeObject, nameOf } from '../../lib/kubernetes/object.ts';
import { asList, fieldAt, withField } from '../../lib/manifests/field.ts';
import { replaceObject, requireManifest } from '../../lib/manifests/find.ts';
import { checkNamespaces } from '../../lib/prometheus/namespaces.ts';
import { loadStack } from '../../lib/stack/load.ts';
import { prometheus as step } from '../../steps/5.3-prometheus.ts';
import { inputOf, MINIATURE, PRESENT } from '../helpers/stack.ts';

type Namespaces = NonNullable<AnswersFile['prometheus']>['namespaces'];

async function rights(folder: string, namespaces: Namespaces): Promise<KubeObject[]> {
  const input = inputOf(await loadStack(folder), { prometheus: { ...(namespaces && { namespaces }) } });
  return (step.desired?.(input, input.stack.manifests) ?? []).map(({ object }) => object);
}
async function obsolete(namespaces: Namespaces, cluster: Partial<ClusterFacts> = {}): Promise<string[]> {
  const input = inputOf(await loadStack(MINIATURE), { prometheus: { ...(namespaces && { namespaces }) } }, cluster);
  return (step.obsolete?.(input) ?? []).map(nameOf);
}
const EVERYWHERE = ['ClusterRoleBinding prometheus-k8s-all-namespaces', 'ClusterRole prometheus-k8s-all-namespaces'];

for (const folder of PRESENT) {
  test(`${folder}: each namespace gets the stack's own Role and RoleBinding, those of the stack none`, async () => {
    const wanted = ['orders', 'kube-system', 'default', 'monitoring', 'orders', 'billing'];
    const objects = await rights(folder, wanted);
    assert.equal(objects.map(nameOf), [
      'Role orders/prometheus-k8s',
      'RoleBinding orders/prometheus-k8s',
      'Role billing/prometheus-k8s',
      'RoleBinding billing/prometheus-k8s',
    ]);
    const { manifests } = await loadStack(folder);
    const [role, binding] = objects;
    assert.equal(role?.rules, requireManifest(manifests, 'Role', 'prometheus-k8s', 'default').object.rules);
    const finds = asList(role?.rules).flatMap((rule) => asList(fieldAt(rule, 'resources')));
    assert.is(finds.includes('endpoints'), folder.endsWith('0.16'));
    assert.is(finds.includes('endpointslices'), !folder.endsWith('0.16'));
    assert.equal(binding?.subjects, [{ kind: 'ServiceAccount', name: 'prometheus-k8s', namespace: 'monitoring' }]);
    assert.equal(fieldAt(binding, 'roleRef', 'kind'), 'Role');
  });

  test(`${folder}: all namespaces take one ClusterRole of our own name`, async () => {
    const objects = await rights(folder, 'all');
    assert.equal(objects.map(nameOf).toReversed(), EVERYWHERE);
    const [role, binding] = objects;
    const { manifests } = await loadStack(folder);
    assert.equal(role?.rules, requireManifest(manifests, 'Role', 'prometheus-k8s').object.rules);
    assert.equal(binding?.roleRef, {
      apiGroup: 'rbac.authorization.k8s.io',
      kind: 'ClusterRole',
      name: 'prometheus-k8s-all-namespaces',
    });
    for (const { metadata } of objects) assert.not.ok('namespace' in metadata);
    const names = manifests.map(({ object }) => nameOf(object));
    assert.not.ok(objects.some((object) => names.includes(nameOf(object))));
  });

  test(`${folder}: Prometheus takes monitors of every namespace, so that the rights are all it needs`, async () => {
    const input = inputOf(await loadStack(folder), { prometheus: { namespaces: ['orders'] } });
    assert.equal(step.notes?.(input), []);
  });
}

test('a Prometheus that looks for monitors in some namespaces only is told of', async () => {
  const stack = await loadStack(MINIATURE);
  const narrow = replaceObject(stack.manifests, 'Prometheus', 'k8s', (object) => {
    const labelled = withField(object, ['spec', 'serviceMonitorNamespaceSelector'], { matchLabels: { a: 'b' } });
    return withField(labelled, ['spec', 'podMonitorNamespaceSelector'], undefined);
  });
  const input = inputOf({ ...stack, manifests: narrow }, { prometheus: { namespaces: 'all' } });
  assert.match(step.notes?.(input)[0]?.en ?? '', '(serviceMonitorNamespaceSelector, podMonitorNamespaceSelector)');
  assert.match(step.summary?.(input)[0]?.en ?? '', 'every namespace');
});

test('rights of earlier answers go, and only those', async () => {
  const scrapedNamespaces = ['billing', 'default', 'kube-system', 'monitoring', 'orders'];
  assert.equal(await obsolete(['orders'], { scrapedNamespaces }), [
    'RoleBinding billing/prometheus-k8s',
    'Role billing/prometheus-k8s',
    ...EVERYWHERE,
  ]);
  const both = ['billing', 'orders'].flatMap((name) => [
    `RoleBinding ${name}/prometheus-k8s`,
    `Role ${name}/prometheus-k8s`,
  ]);
  assert.equal(await obsolete('all', { scrapedNamespaces }), both);
  assert.equal(await obsolete(undefined, { scrapedNamespaces }), [...both, ...EVERYWHERE]);
  assert.equal(await obsolete(undefined), EVERYWHERE);
});

test('a namespace that is not there is an answer to correct', () => {
  const check = (namespaces: Namespaces, cluster: Partial<ClusterFacts>) => {
    const { facts } = inputOf({} as never, {}, cluster);
    const answers = parseAnswers({ prometheus: { ...(namespaces && { namespaces }) } });
    return checkNamespaces(answers, facts.cluster).map(({ location, what }) => [location.join('.'), what.en]);
  };
  const there = { namespaces: ['default', 'kube-system', 'orders'] };
  assert.equal(check(['orders', 'order', 'zzzzzz', 'monitoring'], there), [
    ['prometheus.namespaces.1', 'the cluster has no namespace order; did you mean orders?'],
    ['prometheus.namespaces.2', 'the cluster has no namespace zzzzzz'],
  ]);
  assert.equal(check('all', there), []);
  assert.equal(check(undefined, there), []);
  assert.equal(check(['x'], { ...there, unknown: ['Namespace'] }), []);
  assert.equal(check(['x'], { namespaces: [] }), []);
});

test.run();
