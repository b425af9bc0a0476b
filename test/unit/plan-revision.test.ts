import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Resolved, Wanted } from '../../lib/desired.ts';
import { asMember, parentFor } from '../../lib/inventory/applyset.ts';
import { type KubeObject, keyOf, refOf } from '../../lib/kubernetes/object.ts';
import { fieldAt, withField } from '../../lib/manifests/field.ts';
import { showPlan } from '../../lib/output/show-plan.ts';
import type { Plan } from '../../lib/plan/change.ts';
import { referredTo } from '../../lib/plan/referred.ts';
import { planSteps } from '../../lib/plan/steps.ts';
import type { Input } from '../../lib/step.ts';
import { text } from '../../lib/text.ts';
import { filePorts } from '../helpers/ports.ts';
import { stillCluster } from '../helpers/still-cluster.ts';

const metadata = { name: 'grafana-admin', namespace: 'monitoring' };
const secret = asMember({ apiVersion: 'v1', kind: 'Secret', metadata });
const pod = {
  containers: [
    { name: 'grafana', env: [{ name: 'P', valueFrom: { secretKeyRef: { name: 'grafana-admin', key: 'p' } } }] },
  ],
};
const deployment = asMember({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'grafana', namespace: 'monitoring' },
  spec: { strategy: { type: 'Recreate' }, template: { metadata: {}, spec: pod } },
});
const REVISION = ['metadata', 'annotations', 'tks-runbook/revision'];
const REVISIONS = ['spec', 'template', 'metadata', 'annotations', 'tks-runbook/revisions'];

const holding = (value: string): Wanted => ({
  object: secret,
  restarts: true,
  complete: async () => ({ ...secret, data: { p: Buffer.from(value).toString('base64') } }),
});
/** One that apply alone can complete, and that keeps what is there. */
const generated: Wanted = {
  object: secret,
  restarts: true,
  settled: (live) => live.data !== undefined,
  complete: async (_ports, live) => ({ ...secret, data: (live?.data ?? { p: 'eA==' }) as KubeObject['data'] }),
};
const plain: Wanted = { object: deployment };

function plan(live: readonly KubeObject[], ...wanted: Wanted[]): Promise<Plan> {
  const step = { name: 's', section: '9.9', title: text('s', 's') };
  const resolved: Resolved[] = wanted.map((each) => ({ step, wanted: [each], obsolete: [], edited: [] }));
  const held = parentFor([secret, deployment].map(refOf), undefined, {});
  return planSteps({ client: stillCluster([...live, held]), ports: filePorts() }, resolved, {} as Input);
}

/** The cluster after some of the planned changes were written. */
async function after(live: readonly KubeObject[], { steps }: Plan, ...kinds: string[]): Promise<KubeObject[]> {
  const written = new Map(live.map((each) => [keyOf(each), each]));
  for (const { action, object, complete } of steps.flatMap(({ changes }) => changes)) {
    if (action === 'unchanged' || !kinds.includes(object.kind)) continue;
    written.set(keyOf(object), complete ? await complete() : object);
  }
  return [...written.values()];
}

const actions = ({ steps }: Plan) => steps.flatMap(({ changes }) => changes.map(({ action }) => action));
const started = (live: readonly KubeObject[]) =>
  fieldAt(
    live.find(({ kind }) => kind === 'Deployment'),
    ...REVISIONS,
  );
const revision = (live: readonly KubeObject[]) =>
  fieldAt(
    live.find(({ kind }) => kind === 'Secret'),
    ...REVISION,
  );
const BOTH = ['Secret', 'Deployment'];

for (const [name, first] of [
  ['read at plan', holding('a')],
  ['made by apply', generated],
] as const) {
  test(`a Secret ${name}: written once, nothing is planned any more`, async () => {
    const made = await plan([], first, plain);
    assert.equal(actions(made), ['create', 'create']);
    const live = await after([], made, ...BOTH);
    assert.is(started(live), `Secret/monitoring/grafana-admin=${revision(live)}`);
    assert.equal(actions(await plan(live, first, plain)), ['unchanged', 'unchanged']);
  });

  test(`a Secret ${name}, from before there were revisions, gets one, and its pods with it`, async () => {
    const old = [{ ...secret, data: { p: 'YQ==' } }, deployment];
    const made = await plan(old, first, plain);
    assert.equal(actions(made), ['update', 'update']);
    const live = await after(old, made, ...BOTH);
    assert.is(fieldAt(live[0], 'data', 'p'), 'YQ==');
    assert.equal(actions(await plan(live, first, plain)), ['unchanged', 'unchanged']);
  });
}

test('another content restarts the pods, which the plan shows, and tells nothing of the content', async () => {
  const live = await after([], await plan([], holding('a'), plain), ...BOTH);
  const made = await plan(live, holding('b'), plain);
  assert.equal(actions(made), ['update', 'update']);
  assert.is(made.steps[1]?.changes[0]?.cost?.en, 'all replicas restart at once');
  const next = await after(live, made, ...BOTH);
  assert.is.not(revision(next), revision(live));
  assert.is(started(next), `Secret/monitoring/grafana-admin=${revision(next)}`);
  assert.equal(actions(await plan(next, holding('b'), plain)), ['unchanged', 'unchanged']);
  assert.match(showPlan(made, 'en', true).join('\n'), 'revisions');
  const back = await after(next, await plan(next, holding('a'), plain), ...BOTH);
  assert.is.not(revision(back), revision(live), 'the same content gets no revision that it had before');
});

test('ended between the two writes, the next run still restarts the pods', async () => {
  const live = await after([], await plan([], holding('a'), plain), ...BOTH);
  const half = await after(live, await plan(live, holding('b'), plain), 'Secret');
  const again = await plan(half, holding('b'), plain);
  assert.equal(actions(again), ['unchanged', 'update']);
  const whole = await after(half, again, ...BOTH);
  assert.is(started(whole), `Secret/monitoring/grafana-admin=${revision(whole)}`);
});

test('a workload that is planned without its Secret keeps what it was started with, or catches up', async () => {
  const live = await after([], await plan([], holding('a'), plain), ...BOTH);
  assert.equal(actions(await plan(live, plain)), ['unchanged']);
  const half = await after(live, await plan(live, holding('b'), plain), 'Secret');
  assert.equal(actions(await plan(half, plain)), ['update']);
});

test('a workload that refers to nothing of the kind stays the very same', async () => {
  const other = withField(deployment, ['spec', 'template', 'spec'], { containers: [] });
  const made = await plan([], holding('a'), { object: other });
  assert.is(made.steps[1]?.changes[0]?.object, other);
});

test('what pods refer to is found wherever it may stand', () => {
  const sources = { secret: { name: 'e' }, configMap: { name: 'f' } };
  const found = referredTo(
    withField(deployment, ['spec', 'template', 'spec'], {
      volumes: [
        { name: 'a', secret: { secretName: 'a' } },
        { name: 'b', configMap: { name: 'b' } },
        { name: 'c', emptyDir: {} },
        { name: 'd', projected: { sources: [{ secret: sources.secret }, { configMap: sources.configMap }] } },
      ],
      initContainers: [{ name: 'i', envFrom: [{ secretRef: { name: 'g' } }, { configMapRef: { name: 'h' } }] }],
      containers: [
        {
          name: 'c',
          env: [
            { name: 'X', value: 'x' },
            { name: 'Y', valueFrom: { secretKeyRef: { name: 'a', key: 'k' } } },
            { name: 'Z', valueFrom: { configMapKeyRef: { name: 'j', key: 'k' } } },
          ],
        },
      ],
    }),
  );
  const names = (kind: string) => found.filter((key) => key.startsWith(`${kind}/monitoring/`)).map((key) => key.at(-1));
  assert.equal(names('Secret').sort(), ['a', 'e', 'g']);
  assert.equal(names('ConfigMap').sort(), ['b', 'f', 'h', 'j']);
  assert.equal(referredTo(secret), []);
});

test.run();
