import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { AnswersFile } from '../../lib/answers/schema.ts';
import { parseAnswers, problemsOf } from '../../lib/answers/validate.ts';
import { deployment } from '../../lib/exporters/objects.ts';
import { exporterTargets } from '../../lib/exporters/targets.ts';
import type { NodeFact } from '../../lib/facts.ts';
import type { Json, KubeObject } from '../../lib/kubernetes/object.ts';
import { asList, fieldAt, withField } from '../../lib/manifests/field.ts';
import { msteamsValues } from '../../lib/msteams/values.ts';
import { checkPlacement } from '../../lib/placement/nodes.ts';
import { withTolerations } from '../../lib/placement/tolerations.ts';
import { loadStack } from '../../lib/stack/load.ts';
import { placement as step } from '../../steps/5.3-placement.ts';
import { inputOf, MINIATURE, PRESENT } from '../helpers/stack.ts';

type Placement = NonNullable<AnswersFile['placement']>;

const INFRA = { 'node-role.kubernetes.io/infra': '' };
const TOLERATION = { key: 'infra', operator: 'Exists', effect: 'NoSchedule' } as const;
const PLACED: Placement = { nodeSelector: INFRA, tolerations: [TOLERATION] };
const OPERATED = ['Prometheus', 'Alertmanager'];
const podsOf = (object: KubeObject) =>
  OPERATED.includes(object.kind) ? object.spec : fieldAt(object, 'spec', 'template', 'spec');
const node = (name: string, labels: Record<string, string>, ...taints: NodeFact['taints'] & object): NodeFact => ({
  name,
  addresses: [],
  controlPlane: false,
  kwok: false,
  labels,
  taints,
});

for (const folder of PRESENT) {
  test(`${folder}: every component but node-exporter, and linux stays`, async () => {
    const input = inputOf(await loadStack(folder), { placement: PLACED });
    const objects = input.stack.manifests.map(({ object }) => object);
    const edited = objects.filter((object) => step.everywhere?.(object, input) !== object);
    const placed = edited.map((object) => `${object.kind} ${object.metadata.name}`).sort();
    assert.equal(placed, [
      'Alertmanager main',
      'Deployment blackbox-exporter',
      'Deployment grafana',
      'Deployment kube-state-metrics',
      'Deployment prometheus-adapter',
      'Deployment prometheus-operator',
      'Prometheus k8s',
    ]);
    for (const object of edited) {
      const after = step.everywhere?.(object, input) ?? object;
      assert.equal(fieldAt(podsOf(after), 'nodeSelector'), { 'kubernetes.io/os': 'linux', ...INFRA }, object.kind);
      assert.equal(fieldAt(podsOf(after), 'tolerations'), [TOLERATION]);
      assert.is(step.everywhere?.(after, input), after);
    }
  });

  test(`${folder}: nothing answered, nothing touched`, async () => {
    for (const placement of [undefined, {}, { nodeSelector: {}, tolerations: [] }]) {
      const input = inputOf(await loadStack(folder), placement && { placement });
      assert.ok(step.leftOut?.(input));
      for (const { object } of input.stack.manifests) assert.is(step.everywhere?.(object, input), object);
    }
  });
}

test("a stack's own tolerations and labels stay; those that the answers name too are theirs", async () => {
  const { manifests } = await loadStack(MINIATURE);
  const grafana = manifests.find(({ object }) => object.kind === 'Deployment' && object.metadata.name === 'grafana');
  assert.ok(grafana);
  const pods = ['spec', 'template', 'spec'];
  const labelled = withField(grafana.object, [...pods, 'nodeSelector'], { zone: 'a', pool: 'old' });
  const own = withField(labelled, [...pods, 'tolerations'], [{ key: 'gpu', value: 'x', effect: 'NoExecute' }]);
  const answers: Placement = {
    nodeSelector: { pool: 'infra' },
    tolerations: [
      TOLERATION,
      { key: 'gpu', operator: 'Equal', value: 'x', effect: 'NoExecute', tolerationSeconds: 60 },
    ],
  };
  const after = step.everywhere?.(own, inputOf(await loadStack(MINIATURE), { placement: answers }));
  assert.equal(fieldAt(after, ...pods, 'nodeSelector'), { zone: 'a', pool: 'infra' });
  assert.equal(asList(fieldAt(after, ...pods, 'tolerations')), [answers.tolerations?.[1], answers.tolerations?.[0]]);
});

test('the same taint is tolerated once, however it is written', () => {
  const same: Json[] = [{ key: 'a' }, { key: 'a', operator: 'Equal', value: '' }, { key: 'a', operator: 'Exists' }];
  assert.equal(withTolerations(same.slice(0, 1), same.slice(1)), same.slice(1));
  assert.equal(withTolerations([], [{ operator: 'Exists' }, { operator: 'Exists' }]), [{ operator: 'Exists' }]);
});

test('our own exporters are placed too, DaemonSets and other kinds are not', async () => {
  const exporters = { redis: [{ name: 'cache', address: 'redis://redis.cache:6379' }] };
  const input = inputOf(await loadStack(MINIATURE), { placement: PLACED, exporters });
  const [target] = exporterTargets(input.answers.exporters);
  assert.ok(target);
  const exporter = step.everywhere?.(deployment(target), input);
  assert.equal(fieldAt(exporter, 'spec', 'template', 'spec', 'nodeSelector'), {
    'kubernetes.io/os': 'linux',
    ...INFRA,
  });
  for (const kind of ['DaemonSet', 'Service', 'Secret', 'CustomResourceDefinition']) {
    const other = { ...deployment(target), kind };
    assert.is(step.everywhere?.(other, input), other);
  }
});

test("prometheus-msteams is placed by its chart's values", async () => {
  const stack = await loadStack(MINIATURE);
  const { answers } = inputOf(stack, { placement: PLACED });
  const old = { nodeSelector: { zone: 'a' }, tolerations: [{ key: 'gpu', operator: 'Exists' }] };
  const { values } = msteamsValues(answers, { stack: { msteamsValues: old } });
  assert.equal(values.nodeSelector, { zone: 'a', ...INFRA });
  assert.equal(values.tolerations, [...old.tolerations, TOLERATION]);
  const untouched = msteamsValues(inputOf(stack).answers, { stack: { msteamsValues: old } }).values;
  assert.is(untouched.nodeSelector, old.nodeSelector);
  assert.is(untouched.tolerations, old.tolerations);
  const none = msteamsValues(inputOf(stack).answers, { stack: {} }).values;
  assert.not.ok('nodeSelector' in none || 'tolerations' in none || 'extraEnvs' in none);
});

test('a selector that no node answers to is an answer to correct', () => {
  const check = (nodeSelector: Record<string, string>, ...nodes: NodeFact[]) => {
    const { facts } = inputOf({} as never, {}, { nodes });
    const problems = checkPlacement(parseAnswers({ placement: { nodeSelector } }), facts.cluster);
    return problems.map(({ location, what }) => `${location.join('.')}: ${what.en}`).join();
  };
  const [a, b] = [node('a', { pool: 'infra' }), node('b', { pool: 'app', zone: 'x' })];
  assert.is(check({ pool: 'infra' }, a, b), '');
  assert.is(
    check({ pool: 'infr' }, a, b),
    'placement.nodeSelector: no node has the label pool=infr: pods would stay Pending; there is: pool=app, pool=infra',
  );
  assert.match(check(INFRA, a, b), /infra=: pods would stay Pending$/);
  assert.match(check({ pool: 'infra', zone: 'x' }, a, b), 'no node has all of these labels at once');
  assert.is(check(INFRA), '');
  const { labels: _, ...unseen } = a;
  assert.is(check(INFRA, unseen), '');
});

test('taints that keep every chosen node closed are warned of', async () => {
  const stack = await loadStack(MINIATURE);
  const notes = (placement: Placement, ...nodes: NodeFact[]) =>
    step.notes?.(inputOf(stack, { placement }, { nodes })).map(({ en }) => en) ?? [];
  const taint = { key: 'infra', value: 'yes', effect: 'NoSchedule' };
  const closed = node('a', INFRA, taint);
  assert.match(notes({ nodeSelector: INFRA }, closed, node('b', {})).join(), /\(infra=yes:NoSchedule\)/);
  const open: Placement['tolerations'][] = [
    [TOLERATION],
    [{ operator: 'Exists' }],
    [{ key: 'infra', value: 'yes' }],
    [{ key: 'infra', operator: 'Exists' }],
  ];
  for (const tolerations of open)
    assert.equal(notes({ nodeSelector: INFRA, tolerations: tolerations ?? [] }, closed), []);
  for (const toleration of [{ key: 'infra' }, { key: 'infra', value: 'yes', effect: 'NoExecute' }] as const)
    assert.is(notes({ nodeSelector: INFRA, tolerations: [toleration] }, closed).length, 1);
  assert.equal(notes({ nodeSelector: INFRA }, closed, node('b', INFRA)), []);
  const passing = [
    { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' },
    { key: 'soft', effect: 'PreferNoSchedule' },
  ];
  assert.equal(notes({ nodeSelector: INFRA }, node('a', INFRA, ...passing)), []);
  assert.equal(notes(PLACED), []);
});

test('what Kubernetes would refuse is refused with where it stands', () => {
  const problems = (placement: object) => problemsOf({ placement }).map(({ location }) => location.join('.'));
  assert.equal(problems(PLACED), []);
  assert.equal(problems({ nodeSelector: { infra: true } }), ['placement.nodeSelector.infra']);
  assert.equal(problems({ nodeSelector: { infra: 'a b' } }), ['placement.nodeSelector.infra']);
  assert.equal(problems({ nodeSelector: { 'a b': 'x' } }), ['placement.nodeSelector.a b']);
  for (const wrong of [
    {},
    { effect: 'NoSchedule' },
    { key: 'a', operator: 'Exists', value: 'b' },
    { key: 'a', operator: 'Exists', effect: 'NoSchedule', tolerationSeconds: 1 },
  ])
    assert.equal(problems({ tolerations: [wrong] }), ['placement.tolerations.0'], JSON.stringify(wrong));
});

test.run();
