import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Resolved, Wanted } from '../../lib/desired.ts';
import { RunbookError } from '../../lib/errors.ts';
import { asMember, parentFor } from '../../lib/inventory/applyset.ts';
import { stackRecord } from '../../lib/inventory/stack-record.ts';
import { ApiError } from '../../lib/kubernetes/api-error.ts';
import { type KubeObject, refOf } from '../../lib/kubernetes/object.ts';
import { withField } from '../../lib/manifests/field.ts';
import { planDocument } from '../../lib/output/plan-document.ts';
import { showPlan } from '../../lib/output/show-plan.ts';
import { isUpToDate, type Plan } from '../../lib/plan/change.ts';
import { crdHash } from '../../lib/plan/crd.ts';
import { planSteps } from '../../lib/plan/steps.ts';
import { splitPlan } from '../../lib/run/earlier.ts';
import type { Input, Step } from '../../lib/step.ts';
import { text } from '../../lib/text.ts';
import { entry, managedBy } from '../helpers/managed.ts';
import { filePorts } from '../helpers/ports.ts';
import { refusal } from '../helpers/refusal.ts';
import { type DryRun, stillCluster } from '../helpers/still-cluster.ts';

const step = (name: string, more: Partial<Step> = {}): Step => ({
  name,
  section: '9.9',
  title: text(name, name),
  ...more,
});
const object = (kind: string, name: string, more: Record<string, unknown> = {}): KubeObject =>
  asMember({ apiVersion: 'v1', kind, metadata: { name, namespace: 'monitoring' }, ...more } as KubeObject);
const resolved = (of: Step, wanted: Wanted[], more: Partial<Resolved> = {}): Resolved => ({
  step: of,
  wanted,
  obsolete: [],
  edited: [],
  ...more,
});
const inventory = (...objects: KubeObject[]) => parentFor(objects.map(refOf), undefined, {});

function plan(live: readonly KubeObject[], wanted: readonly Resolved[], dryRun?: DryRun): Promise<Plan> {
  return planSteps({ client: stillCluster(live, dryRun), ports: filePorts() }, wanted, {} as Input);
}

const actions = ({ steps }: Plan) => steps.flatMap(({ changes }) => changes.map(({ action }) => action));
const configMap = object('ConfigMap', 'x', { data: { a: '1' } });

test('what is not there is created, what differs is updated, what is the same is left', async () => {
  const other = object('ConfigMap', 'y', { data: { a: '1' } });
  const fresh = object('ConfigMap', 'z');
  const wanted = [configMap, other, fresh].map((each) => ({ object: each }));
  const live = [configMap, withField(other, ['data', 'a'], '2'), inventory(configMap)];
  const made = await plan(live, [resolved(step('a'), wanted)]);
  assert.equal(actions(made), ['unchanged', 'update', 'create']);
  assert.equal(made.steps[0]?.changes[1]?.differences, [{ path: ['data', 'a'], before: '2', after: '1' }]);
  assert.is(made.inventory.action, 'unchanged');
  assert.not(isUpToDate(made));
});

test('a plan of nothing is up to date; a missing inventory is a change', async () => {
  const wanted = [resolved(step('a'), [{ object: configMap }])];
  assert.ok(isUpToDate(await plan([configMap, inventory(configMap)], wanted)));
  const without = await plan([configMap], wanted);
  assert.is(without.inventory.action, 'create');
  assert.not(isUpToDate(without));
  assert.equal(without.members, [refOf(configMap)]);
});

test("a step's reason to be left out, its deletions and its work stand in the plan", async () => {
  const applied = entry('tks-runbook', { 'f:subsets': {} }, { operation: 'Apply' });
  const gone = managedBy(object('Endpoints', 'old'), applied);
  const foreign = { ...object('Endpoints', 'foreign'), metadata: { name: 'foreign', namespace: 'monitoring' } };
  const copied = object('Endpoints', 'copied');
  const work = { action: 'update', subject: 'helm release', details: [], apply: async () => {} } as const;
  const made = await plan(
    [gone, foreign, copied, inventory()],
    [
      resolved(step('a'), [], { leftOut: text('no', '아니요') }),
      resolved(step('b'), [], { obsolete: [gone, foreign, copied, object('Endpoints', 'never')] }),
      resolved(step('c', { work: async () => ({ ...work, details: [] }) }), []),
    ],
  );
  assert.is(made.steps[0]?.leftOut?.en, 'no');
  assert.equal(
    made.steps[1]?.changes.map(({ action, object: { metadata } }) => [action, metadata.name]),
    [['delete', 'old']],
  );
  assert.is(made.steps[2]?.work?.subject, 'helm release');
});

test('what stands in the way is known as such, also where it is ours; a leftover is not', async () => {
  const applied = entry('tks-runbook', { 'f:subsets': {} }, { operation: 'Apply' });
  const [ours, old] = [managedBy(object('Endpoints', 'ours'), applied), managedBy(object('Endpoints', 'old'), applied)];
  const theirs = { ...object('Endpoints', 'theirs'), metadata: { name: 'theirs', namespace: 'monitoring' } };
  const inTheWay = [ours, theirs].map((each) => ({ object: each, why: text('twice', '두 번') }));
  const made = await plan([ours, old, theirs, inventory()], [resolved(step('b'), [], { obsolete: [old], inTheWay })]);
  assert.equal(
    made.steps[0]?.changes.map((change) => [change.object.metadata.name, change.inTheWay, change.why !== undefined]),
    [
      ['old', undefined, false],
      ['ours', true, false],
      ['theirs', true, true],
    ],
  );
});

test('everything that the API refuses is told at once, and nothing was written', async () => {
  const [a, b] = [object('ConfigMap', 'a'), object('ConfigMap', 'b')];
  const error = await refusal(
    plan(
      [inventory()],
      [resolved(step('a'), [{ object: a }, { object: configMap }]), resolved(step('b'), [{ object: b }])],
      (each) => {
        if (each.metadata.name === 'x') return each;
        throw new ApiError('PATCH', '/x', 422, JSON.stringify({ message: `${each.metadata.name} is immutable` }));
      },
    ),
  );
  assert.is(error.exit, 3);
  assert.equal(error.failure.causes, [
    '9.9 ConfigMap monitoring/a: a is immutable',
    '9.9 ConfigMap monitoring/b: b is immutable',
  ]);
  assert.match(error.failure.hint?.en ?? '', 'Nothing was changed');
});

test('no value of a Secret is in the plan, not for a person and not for a program', async () => {
  const [before, after] = ['what it was', 'what it will be'].map((value) => Buffer.from(value).toString('base64'));
  const live = managedBy(object('Secret', 'x', { data: { k: before } }), entry('helm', { 'f:data': { 'f:k': {} } }));
  const copied = withField(live, ['metadata', 'annotations'], {
    'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({ data: { k: before } }),
  });
  for (const found of [live, copied]) {
    const wanted = { object: object('Secret', 'x', { data: { k: after } }), pristine: object('Secret', 'x') };
    const made = await plan([found, inventory(wanted.object)], [resolved(step('a'), [wanted])]);
    const [change] = made.steps[0]?.changes ?? [];
    assert.is(change?.differences.length, 1);
    assert.is(change?.lost.length, 1);
    const shown = [...showPlan(made, 'en', true), JSON.stringify(planDocument(made, 'en'))].join('\n');
    assert.match(shown, 'data.k');
    for (const value of [before, after]) assert.not(shown.includes(value ?? ''), value);
  }
});

test('an object with a person among its owners is planned as taken over', async () => {
  const live = managedBy(configMap, entry('kubectl-client-side-apply', { 'f:data': { '.': {}, 'f:a': {} } }));
  const made = await plan([live, inventory(configMap)], [resolved(step('a'), [{ object: configMap }])]);
  const [change] = made.steps[0]?.changes ?? [];
  assert.equal([change?.action, change?.adopt, change?.differences], ['update', true, []]);
});

test('an object that changes while its taking over is planned is read again', async () => {
  const live = managedBy(configMap, entry('kubectl-client-side-apply', { 'f:data': { '.': {}, 'f:a': {} } }));
  const racing = (times: number) => {
    let left = times;
    const dryRun: DryRun = (each) => {
      if (each.metadata.name !== 'x' || left-- <= 0) return each;
      throw new ApiError('PUT', '/x', 409, JSON.stringify({ message: 'the object has been modified' }));
    };
    return plan([live, inventory(configMap)], [resolved(step('a'), [{ object: configMap }])], dryRun);
  };
  assert.equal(actions(await racing(2)), ['update']);
  assert.match((await refusal(racing(Number.POSITIVE_INFINITY))).message, 'has been modified');
});

test('what may not be read is told as a refusal, the inventory and what is to be deleted as well', async () => {
  const forbidding = (kind: string) =>
    new Proxy(stillCluster([inventory()]), {
      get: (target, name) =>
        name === 'get'
          ? (each: KubeObject) => (each.kind === kind ? refuse(kind) : target.get(each))
          : Reflect.get(target, name),
    });
  const refuse = async (kind: string) => {
    throw new ApiError('GET', '/x', 403, JSON.stringify({ message: `${kind} is forbidden` }));
  };
  const wanted = [resolved(step('a'), [{ object: configMap }], { obsolete: [object('Endpoints', 'old')] })];
  for (const kind of ['ConfigMap', 'Endpoints']) {
    const made = planSteps({ client: forbidding(kind), ports: filePorts() }, wanted, {} as Input);
    const { exit, message } = await refusal(made);
    assert.is(exit, 3);
    assert.match(message, `${kind} is forbidden`);
  }
});

test('a CRD whose recorded hash and generation match is unchanged without asking the server', async () => {
  const raw = 'kind: CustomResourceDefinition\n';
  const crd = object('CustomResourceDefinition', 'x');
  const live = { ...crd, metadata: { ...crd.metadata, generation: 2 } };
  const wanted = [resolved(step('crds'), [{ object: crd, raw }])];
  const tried: string[] = [];
  const record = (hash: string, generation: number) => parentFor([refOf(crd)], undefined, { x: { hash, generation } });
  const dryRun: DryRun = (each) => {
    if (each.kind !== 'CustomResourceDefinition') return each;
    tried.push(each.metadata.name);
    return { ...live, metadata: { ...live.metadata, generation: 3 } };
  };
  assert.equal(actions(await plan([live, record(crdHash(raw), 2)], wanted, dryRun)), ['unchanged']);
  assert.equal(tried, []);
  for (const stale of [record(crdHash('other'), 2), record(crdHash(raw), 1), inventory(crd)])
    assert.equal(actions(await plan([live, stale], wanted, dryRun)), ['update']);
  assert.is(tried.length, 3);
});

test('the stack is recorded with its manifests, again only when it differs, and another run leaves it', async () => {
  const origin = { source: 'kube-prometheus', directory: '/cache/a', repository: 'https://git.example.com/a' } as const;
  const input = (commit: string) => ({ stack: { origin: { ...origin, commit }, operatorVersion: '1.2.3' } }) as Input;
  const run = (live: KubeObject[], name: string, commit: string) =>
    planSteps(
      { client: stillCluster(live), ports: filePorts() },
      [resolved(step(name), [{ object: configMap }])],
      input(commit),
    );
  const { inventory: first } = await run([configMap], 'manifests', 'abc');
  assert.is(stackRecord(first.object)?.commit, 'abc');
  const live = [configMap, first.object];
  assert.is((await run(live, 'manifests', 'abc')).inventory.action, 'unchanged');
  const { inventory: next } = await run(live, 'manifests', 'def');
  assert.equal([next.action, stackRecord(next.object)?.commit], ['update', 'def']);
  const { inventory: other } = await run(live, 'receivers', 'def');
  assert.equal([other.action, stackRecord(other.object)?.commit], ['unchanged', 'abc']);
  assert.is(stackRecord((await run([configMap], 'receivers', 'def')).inventory.object), undefined);
});

test('an object that apply completes is planned by its own test', async () => {
  const secret = object('Secret', 'x');
  const unlabelled = { ...secret, metadata: { name: 'x', namespace: 'monitoring' } };
  const complete = async () => secret;
  const one = (settled: boolean) => [resolved(step('a'), [{ object: secret, settled: () => settled, complete }])];
  const held = inventory(secret);
  assert.equal(actions(await plan([secret, held], one(true))), ['unchanged']);
  assert.equal(actions(await plan([unlabelled, held], one(true))), ['update'], 'right, but not ours yet');
  const made = await plan([secret, held], one(false));
  assert.equal(made.steps[0]?.changes[0]?.differences, [{ path: ['data'], before: '…', after: '…' }]);
  assert.equal(actions(await plan([held], one(false))), ['create']);
});

test('an object that is being deleted is waited for, not written into', async () => {
  const going = withField(configMap, ['metadata', 'deletionTimestamp'], '2026-01-01T00:00:00Z');
  const error = await refusal(plan([going], [resolved(step('a'), [{ object: configMap }])]));
  assert.match(error.message, 'being deleted');
  assert.is(error.exit, 3);
});

test('a run from a step on needs the steps before it to hold', async () => {
  const [before, chosen] = [step('before'), step('chosen')];
  const wanted = [
    resolved(before, [{ object: configMap }]),
    resolved(chosen, [{ object: object('ConfigMap', 'new') }]),
  ];
  const holding = splitPlan(await plan([configMap, inventory(configMap)], wanted), new Set([chosen]));
  assert.equal(
    holding.steps.map(({ step: { name } }) => name),
    ['chosen'],
  );
  const open = await plan([inventory(configMap)], wanted);
  try {
    splitPlan(open, new Set([chosen]));
    assert.unreachable();
  } catch (error) {
    assert.instance(error, RunbookError);
    assert.match((error as RunbookError).message, '9.9 before: ConfigMap monitoring/x (create)');
    assert.is((error as RunbookError).exit, 3);
    assert.match((error as RunbookError).failure.hint?.en ?? '', '--from before');
  }
});

test.run();
