import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../lib/kubernetes/object.ts';
import { planDocument } from '../../lib/output/plan-document.ts';
import { counts, showPlan, tally } from '../../lib/output/show-plan.ts';
import type { Change, Plan, StepPlan } from '../../lib/plan/change.ts';
import { text } from '../../lib/text.ts';

const object = (kind: string, name: string): KubeObject => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name, namespace: 'monitoring' },
});
const change = (action: Change['action'], of: KubeObject, more: Partial<Change> = {}): Change => ({
  action,
  object: of,
  differences: [],
  lost: [],
  adopt: false,
  ...more,
});
const planned = (more: Partial<StepPlan>): StepPlan => ({
  step: { name: 'a', section: '5.3', title: text('Title', '제목') },
  changes: [],
  edited: [],
  ...more,
});
const plan = (...steps: StepPlan[]): Plan => ({
  steps,
  inventory: change('unchanged', object('ConfigMap', 'inventory')),
  members: [],
});
const lines = (step: StepPlan, verbose = false) => showPlan(plan(step), 'en', verbose);
const difference = (field: string, before?: string, after?: string) => ({ path: ['spec', field], before, after });

test('a step with nothing to do says so; one that is left out says why', () => {
  assert.is(lines(planned({}))[0], '5.3 Title: up to date');
  assert.is(lines(planned({ leftOut: text('because', '이유') }))[0], '5.3 Title: left out (because)');
  assert.is(showPlan(plan(planned({})), 'ko', false)[0], '5.3 제목: 최신 상태');
});

test("a tool's words of several lines stay below what they are about", () => {
  const details = [text('from the cache: fatal: gone\nfatal: away', '-')];
  const work = { action: 'unchanged' as const, subject: 'a stack', details, apply: async () => {} };
  assert.equal(lines(planned({ work })).slice(1, 4), [
    '      a stack',
    '        from the cache: fatal: gone',
    '        fatal: away',
  ]);
});

test('new objects stand in a line a kind, with what they cost', () => {
  const cost = text('connections may be cut', '연결');
  const changes = [
    change('create', object('Service', 'a')),
    change('create', object('NetworkPolicy', 'p'), { cost }),
    change('create', object('Service', 'b')),
  ];
  assert.equal(lines(planned({ changes })).slice(1, 3), [
    '    + Service monitoring/a monitoring/b',
    '    + NetworkPolicy monitoring/p  (connections may be cut)',
  ]);
});

test('an update shows each value, whose would be lost, what it costs and whose it was', () => {
  const updated = change('update', object('Deployment', 'grafana'), {
    differences: [difference('a', 'one', 'two\nlines'), difference('b', undefined, 'x'.repeat(80))],
    lost: [{ ...difference('replicas', '3', '2'), owners: ['kubectl-edit'] }],
    cost: text('rolling restart', '순차 재시작'),
    adopt: true,
  });
  assert.equal(lines(planned({ changes: [updated] })).slice(1, 5), [
    '    ~ Deployment monitoring/grafana  (rolling restart, taken over from kubectl)',
    '        spec.a: one → two⏎lines',
    `        spec.b: - → ${'x'.repeat(60)}…`,
    '        ! would be lost: spec.replicas: 3 (kubectl-edit)',
  ]);
});

test('many values are shown in part, and all of them when asked for', () => {
  const differences = Array.from({ length: 15 }, (_, i) => difference(`f${i}`, 'a', 'b'));
  const step = planned({ changes: [change('update', object('Service', 'a'), { differences })] });
  assert.match(lines(step).join('\n'), '… 3 more (--verbose)');
  assert.not(lines(step).join('\n').includes('spec.f14'));
  assert.match(lines(step, true).join('\n'), 'spec.f14: a → b');
});

test('deletions, edits and helm releases have their lines', () => {
  const work = {
    action: 'update',
    subject: 'helm release',
    details: [text('values', '값')],
    apply: async () => {},
  } as const;
  const changes = [change('delete', object('Endpoints', 'old'))];
  const shown = lines(
    planned({ changes, edited: [object('Prometheus', 'k8s')], work: { ...work, details: [...work.details] } }),
  );
  assert.equal(shown.slice(1, 5), [
    '    edits Prometheus monitoring/k8s',
    '    ~ helm release',
    '        values',
    '    - Endpoints monitoring/old',
  ]);
});

test('the last line counts what would be written', () => {
  const changes = (['create', 'create', 'update', 'delete', 'unchanged'] as const).map((action, i) =>
    change(action, object('Service', `${i}`)),
  );
  const all = plan(planned({ changes }));
  const { unchanged, ...writes } = tally(all);
  assert.equal(writes, { create: 2, update: 1, delete: 1 });
  assert.is(showPlan(all, 'en', false).at(-1), counts(all).en);
  assert.is(counts(all).en, `2 to create, 1 to change, 1 to delete, ${unchanged} up to date`);
  assert.is(counts(all).ko, `생성 2, 변경 1, 삭제 1, 최신 상태 ${unchanged}`);
  assert.not(counts(plan(planned({}))).en.includes('delete'));
});

test('the plan for a program holds what that for a person does, in plain JSON', () => {
  const updated = change('update', object('Deployment', 'grafana'), {
    differences: [difference('a', undefined, 'two')],
    lost: [{ ...difference('replicas', '3', '2'), owners: ['kubectl-edit'] }],
    cost: text('rolling restart', '순차 재시작'),
    adopt: true,
  });
  const same = change('unchanged', object('Service', 'x'));
  const document = planDocument(plan(planned({ changes: [updated, same] })), 'ko');
  assert.equal(JSON.parse(JSON.stringify(document)), document);
  const [step] = document.steps as never as { title: string; changes: object[] }[];
  assert.is(step?.title, '제목');
  assert.equal(step?.changes, [
    {
      action: 'update',
      object: { group: 'apps', kind: 'Deployment', namespace: 'monitoring', name: 'grafana' },
      differences: [{ path: 'spec.a', before: null, after: 'two' }],
      wouldBeLost: [{ path: 'spec.replicas', value: '3', owners: ['kubectl-edit'] }],
      cost: '순차 재시작',
      adopt: true,
    },
  ]);
});

test.run();
