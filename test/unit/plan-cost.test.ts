import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Difference, Path } from '../../lib/kubernetes/compare.ts';
import type { Json, KubeObject } from '../../lib/kubernetes/object.ts';
import { costOf } from '../../lib/plan/cost.ts';

const object = (kind: string, spec: Record<string, Json> = {}): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'x' },
  spec,
});
const changed = (path: Path, before: Json = 'a', after: Json = 'b'): Difference => ({ path, before, after });
const cost = (live: KubeObject, ...found: Difference[]) => costOf(live, found)?.en;
const TEMPLATE = changed(['spec', 'template', 'spec', 'containers', 'x', 'image']);
const RECREATE = changed(['spec', 'strategy', 'type'], 'RollingUpdate', 'Recreate');
const VOLUME: Difference = {
  path: ['spec', 'template', 'spec', 'volumes', 'x', 'emptyDir'],
  before: {},
  after: undefined,
};

test("a change of the pods' template restarts them, one after the other or all at once", () => {
  for (const kind of ['Deployment', 'DaemonSet', 'StatefulSet'])
    assert.is(cost(object(kind), TEMPLATE), 'rolling restart', kind);
  assert.is(cost(object('Deployment', { strategy: { type: 'Recreate' } }), TEMPLATE), 'all replicas restart at once');
  assert.is(cost(object('DaemonSet', { updateStrategy: { type: 'OnDelete' } }), TEMPLATE), undefined);
});

test('the strategy that counts is the one that comes with the change', () => {
  const live = object('Deployment', { strategy: { type: 'RollingUpdate' } });
  assert.is(cost(live, TEMPLATE, RECREATE), 'all replicas restart at once');
  const recreate = object('Deployment', { strategy: { type: 'Recreate' } });
  const back = changed(['spec', 'strategy', 'type'], 'Recreate', 'RollingUpdate');
  assert.is(cost(recreate, TEMPLATE, back), 'rolling restart');
});

test('what the pods kept in a folder of their own is lost when a volume takes its place', () => {
  assert.match(cost(object('Deployment'), VOLUME) ?? '', /^rolling restart.*data.*lost/);
  assert.match(cost(object('Deployment'), VOLUME, RECREATE) ?? '', /^all replicas.*data.*lost/);
});

test('what is no part of the pods restarts nothing', () => {
  assert.is(cost(object('Deployment'), changed(['spec', 'replicas'])), undefined);
  assert.is(cost(object('Deployment'), changed(['metadata', 'labels', 'template'])), undefined);
  assert.is(cost(object('Service'), changed(['spec', 'ports', 'x', 'port'])), undefined);
  assert.is(cost(object('Deployment')), undefined);
});

test('Prometheus and Alertmanager reload their configuration and restart for the rest', () => {
  const prometheus = object('Prometheus', { storage: {} });
  for (const field of ['externalLabels', 'replicas', 'podMonitorSelector', 'ruleNamespaceSelector', 'remoteWrite'])
    assert.is(cost(prometheus, changed(['spec', field])), undefined, field);
  for (const field of ['retention', 'image', 'resources', 'secrets', 'nodeSelector', 'tolerations', 'rules'])
    assert.is(cost(prometheus, changed(['spec', field])), 'rolling restart', field);
  const alertmanager = object('Alertmanager', { storage: {} });
  assert.is(cost(alertmanager, changed(['spec', 'alertmanagerConfigSelector'])), undefined);
  for (const field of ['replicas', 'nodeSelector'])
    assert.is(cost(alertmanager, changed(['spec', field])), 'rolling restart', field);
});

test('another volume costs all replicas at once: the operator makes the StatefulSet anew', () => {
  for (const kind of ['Prometheus', 'Alertmanager'])
    assert.is(cost(object(kind, { storage: {} }), changed(['spec', 'storage'])), 'all replicas restart at once');
});

test('a first volume costs the data so far', () => {
  for (const kind of ['Prometheus', 'Alertmanager'])
    assert.match(cost(object(kind), changed(['spec', 'storage'])) ?? '', /^all replicas.*data.*lost/);
});

const policy = (spec: Record<string, Json>) => object('NetworkPolicy', spec);
const GRAFANA = { app: 'grafana' };
const selecting = (more: Record<string, Json> = {}) => ({ podSelector: { matchLabels: GRAFANA }, ...more });
const cluster = (pods: Record<string, string>[], ...live: Record<string, Json>[]) => ({
  isolation: { pods, policies: live.map((spec) => ({ name: 'x', ours: false, spec })) },
});

test('a policy that is new costs nothing where no pod of its runs, or where each is limited already', () => {
  const costs = (spec: Record<string, Json>, there: ReturnType<typeof cluster>) =>
    costOf(undefined, [], policy(spec), there)?.en;
  const cut = 'connections may be cut';
  assert.is(costs(selecting(), cluster([])), undefined);
  assert.is(costs(selecting(), cluster([{ app: 'other' }])), undefined);
  assert.is(costs(selecting(), cluster([GRAFANA])), cut);
  assert.is(costs(selecting(), cluster([GRAFANA], selecting())), undefined, 'it only adds whom it admits');
  assert.is(costs({ podSelector: {} }, cluster([GRAFANA, { app: 'other' }], selecting())), cut);
  const egress = selecting({ policyTypes: ['Egress'], egress: [{ to: [{ podSelector: {} }] }] });
  assert.is(costs(egress, cluster([GRAFANA], selecting())), cut, 'the other way is open so far');
  assert.is(costs(selecting(), cluster([GRAFANA], egress)), cut);
  const open = selecting({ policyTypes: ['Ingress', 'Egress'], ingress: [], egress: [{}] });
  assert.is(costs(open, cluster([GRAFANA], selecting())), undefined, 'it lets everything out');
});

test('a policy that lets more in costs nothing; one that lets others in, or fewer, may', () => {
  const rule = (name: string): Json => ({ from: [{ podSelector: { matchLabels: { app: name } } }] });
  const peers = ['spec', 'ingress', 0, 'from'];
  const costs = (path: Path, before: Json | undefined, after: Json | undefined) =>
    costOf(policy(selecting()), [{ path, before, after }])?.en;
  const cut = 'connections may be cut';
  assert.is(costs(['spec', 'ingress'], [rule('a')], [rule('b'), rule('a')]), undefined);
  assert.is(costs(['spec', 'ingress'], undefined, [rule('a')]), undefined);
  assert.is(costs(['spec', 'ingress'], [rule('a'), rule('b')], [rule('a')]), cut);
  assert.is(costs(['spec', 'ingress'], [rule('a')], [rule('b'), rule('c')]), cut);
  assert.is(costs(peers, ['a'], ['a', 'b']), undefined);
  assert.is(costs(peers, undefined, ['a']), cut, 'without peers the rule let everybody in');
  assert.is(costs(['spec', 'ingress', 0, 'ports'], [80], [80, 81]), cut);
  assert.is(costs([...peers, 0, 'podSelector', 'matchLabels', 'app'], 'a', 'b'), cut);
});

test('a policy may cut connections, a new one as well; other new objects cost nothing', () => {
  assert.is(cost(object('NetworkPolicy'), changed(['spec', 'ingress'])), 'connections may be cut');
  assert.is(cost(object('NetworkPolicy'), changed(['metadata', 'labels', 'a'])), undefined);
  assert.is(costOf(undefined, [], object('NetworkPolicy'))?.en, 'connections may be cut');
  assert.is(costOf(undefined, [], object('Deployment')), undefined);
});

test.run();
