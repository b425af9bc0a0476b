import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { AnswersFile } from '../../lib/answers/schema.ts';
import { hasDownAlert } from '../../lib/control-plane/alerts.ts';
import type { ClusterFacts, ControlPlaneFact } from '../../lib/facts.ts';
import { type JsonMap, keyOf, type Manifest, nameOf } from '../../lib/kubernetes/object.ts';
import { asList, fieldAt, withField } from '../../lib/manifests/field.ts';
import { replaceObject, requireManifest } from '../../lib/manifests/find.ts';
import { loadStack } from '../../lib/stack/load.ts';
import type { Stack } from '../../lib/stack.ts';
import type { Input } from '../../lib/step.ts';
import { controlPlane } from '../../steps/5.3-control-plane.ts';
import { inputOf, MINIATURE, PRESENT } from '../helpers/stack.ts';

const COMPONENTS = ['kube-scheduler', 'kube-controller-manager'] as const;
const RULES = 'kubernetes-monitoring-rules';
const GROUPS = ['kubernetes-system-scheduler', 'kubernetes-system-controller-manager'];
const miniature = await loadStack(MINIATURE);

const pod = (component: ControlPlaneFact['component'], more: Partial<ControlPlaneFact> = {}): ControlPlaneFact => ({
  component,
  node: 'master1',
  labels: { component, tier: 'control-plane' },
  ...more,
});
const pods = (bindAddress?: string) =>
  COMPONENTS.flatMap((component) =>
    ['master1', 'master2'].map((node) => pod(component, { node, ...(bindAddress && { bindAddress }) })),
  );
const OPEN: Partial<ClusterFacts> = { controlPlane: pods('0.0.0.0') };
const theirs = (name: string, more = {}) => ({
  name,
  labels: { 'app.kubernetes.io/name': 'kube-scheduler' },
  ports: ['https-metrics'],
  selector: { component: 'kube-scheduler' },
  ...more,
});

function outcome(stack: Stack, cluster: Partial<ClusterFacts> = {}, answers: AnswersFile = {}) {
  const input = inputOf(stack, answers, cluster);
  const edited = controlPlane.customise?.(stack.manifests, input) ?? [];
  return {
    edited,
    kept: COMPONENTS.filter((name) => isMonitored(edited, name) && isWatched(edited, name)),
    left: COMPONENTS.filter((name) => isMonitored(edited, name) || isWatched(edited, name)),
    made: (controlPlane.desired?.(input, edited) ?? []).map(({ object }) => object),
    gone: names(input),
    notes: (controlPlane.notes?.(input) ?? []).map(({ en }) => en),
  };
}

const isMonitored = (all: readonly Manifest[], name: string) =>
  all.some(({ object }) => object.kind === 'ServiceMonitor' && object.metadata.name === name);
const isWatched = (all: readonly Manifest[], name: string) => all.some(({ object }) => hasDownAlert(object, name, '-'));
const names = (input: Input) => (controlPlane.obsolete?.(input) ?? []).map(nameOf);
const groupsOf = (all: readonly Manifest[]) =>
  asList(fieldAt(requireManifest(all, 'PrometheusRule', RULES).object, 'spec', 'groups')) as JsonMap[];
const alertsOf = (all: readonly Manifest[]) =>
  groupsOf(all).flatMap((group) => (asList(group.rules) as JsonMap[]).flatMap(({ alert }) => alert ?? []));

for (const folder of PRESENT) {
  const stack = await loadStack(folder);

  test(`${folder}: open on every node, both get a headless Service that the stack's ServiceMonitor finds`, () => {
    const { edited, made, gone, notes } = outcome(stack, OPEN);
    assert.equal(
      made.map(nameOf),
      COMPONENTS.map((name) => `Service kube-system/${name}`),
    );
    for (const service of made) {
      const { name } = service.metadata;
      const monitor = requireManifest(edited, 'ServiceMonitor', name).object;
      const wanted = fieldAt(monitor, 'spec', 'selector', 'matchLabels') as Record<string, string>;
      for (const [key, value] of Object.entries(wanted)) assert.is(service.metadata.labels?.[key], value, key);
      const port = name === 'kube-scheduler' ? 10259 : 10257;
      const name_ = (asList(fieldAt(monitor, 'spec', 'endpoints'))[0] as JsonMap).port;
      assert.equal(service.spec, {
        type: 'ClusterIP',
        clusterIP: 'None',
        selector: { component: name },
        ports: [{ name: name_, port, targetPort: port, protocol: 'TCP' }],
      });
    }
    assert.equal(
      edited.map(({ object }) => object),
      stack.manifests.map(({ object }) => object),
    );
    assert.equal([gone, notes], [[], []]);
  });

  test(`${folder}: controlPlane: none leaves out both monitors and both alerts, and nothing else`, () => {
    const { edited, left, made, gone, notes } = outcome(stack, OPEN, { controlPlane: 'none' });
    assert.equal([left, made, notes], [[], [], []]);
    assert.equal(
      gone,
      COMPONENTS.flatMap((name) => [`Service kube-system/${name}`, `ServiceMonitor monitoring/${name}`]),
    );
    const before = new Set(edited.map(({ object }) => object));
    const missing = stack.manifests.filter(({ object }) => !before.has(object)).map(({ object }) => nameOf(object));
    const monitors = COMPONENTS.map((name) => `ServiceMonitor monitoring/${name}`);
    assert.equal(missing.sort(), [`PrometheusRule monitoring/${RULES}`, ...monitors].sort());
    const ofThem = /^Kube(Scheduler|ControllerManager)(Down|InstanceUnreachable)$/;
    const alerts = alertsOf(stack.manifests).map(String);
    assert.ok(alerts.filter((alert) => ofThem.test(alert)).length >= 2);
    assert.equal(
      alerts.filter((alert) => !alertsOf(edited).includes(alert)),
      alerts.filter((alert) => ofThem.test(alert)),
    );
    const otherGroups = (all: readonly Manifest[]) =>
      groupsOf(all).filter(({ name }) => !GROUPS.includes(String(name)));
    assert.equal(otherGroups(edited), otherGroups(stack.manifests));
    for (const { rules } of groupsOf(edited)) assert.ok(asList(rules).length > 0, 'no group is empty');
  });

  test(`${folder}: on loopback nothing is made, and the note says what to set`, () => {
    const { left, made, gone, notes } = outcome(stack, { controlPlane: pods('127.0.0.1') });
    assert.equal([left, made], [[], []]);
    assert.is(gone.length, 4);
    assert.match(notes[0] ?? '', /master1, master2.*kube_scheduler_bind_address.*scheduler\.extraArgs/);
    assert.match(notes[1] ?? '', /kube_controller_manager_bind_address.*controllerManager\.extraArgs/);
  });

  test(`${folder}: no alert that the stack would leave firing for ever is left, whatever the cluster is`, () => {
    for (const cluster of [{ controlPlane: [] }, { controlPlane: pods('::1') }, { controlPlane: pods('127.0.0.1') }]) {
      const { left, notes } = outcome(stack, cluster);
      assert.equal(left, []);
      assert.is(notes.length, 2);
    }
  });
}

test('one node on loopback is enough, and only its component is left out', () => {
  const { kept, left, made, notes } = outcome(miniature, {
    controlPlane: [...pods('0.0.0.0'), pod('kube-scheduler', { node: 'master3', bindAddress: '127.0.0.1' })],
  });
  assert.equal([kept, left], [['kube-controller-manager'], ['kube-controller-manager']]);
  assert.equal(made.map(nameOf), ['Service kube-system/kube-controller-manager']);
  assert.match(notes.join('\n'), /^kube-scheduler listens on loopback only \(master3\)/);
});

test('without the flag it listens everywhere; an address of the node is as good; port 0 is closed', () => {
  for (const bindAddress of [undefined, '::', '10.0.0.11', '[::]'])
    assert.is(outcome(miniature, { controlPlane: pods(bindAddress) }).made.length, 2, bindAddress);
  for (const bindAddress of ['127.0.0.1', '127.1.2.3', '::1', '[::1]', 'localhost'])
    assert.is(outcome(miniature, { controlPlane: pods(bindAddress) }).made.length, 0, bindAddress);
  assert.equal(outcome(miniature, { controlPlane: [pod('kube-scheduler', { port: 0 })] }).made, []);
});

test('port and selector are those of the pods', () => {
  const labels = { 'k8s-app': 'kube-scheduler' };
  const [service] = outcome(miniature, { controlPlane: [pod('kube-scheduler', { port: 11259, labels })] }).made;
  assert.equal(fieldAt(service, 'spec', 'selector'), labels);
  assert.is((asList(fieldAt(service, 'spec', 'ports'))[0] as JsonMap).targetPort, 11259);
});

test('a Service of somebody else that does it already is enough, and ours goes', () => {
  const { kept, made, gone, notes } = outcome(miniature, { ...OPEN, systemServices: [theirs('discovery')] });
  assert.equal(made.map(nameOf), ['Service kube-system/kube-controller-manager']);
  assert.equal([kept.length, gone, notes], [2, ['Service kube-system/kube-scheduler'], []]);
  for (const more of [{ ports: ['metrics'] }, { labels: {} }, { selector: { component: 'other' } }])
    assert.is(
      outcome(miniature, { ...OPEN, systemServices: [theirs('x', more)] }).made.length,
      2,
      JSON.stringify(more),
    );
});

test('with addresses that somebody wrote by hand, pods needn’t be seen', () => {
  const { selector: _, ...byHand } = theirs('by-hand');
  const seen = { systemServices: [byHand], controlPlane: [] };
  assert.equal(outcome(miniature, seen).kept, ['kube-scheduler']);
  const [note, ...more] = outcome(miniature, { systemServices: [byHand] }).notes;
  assert.match(note ?? '', /how kube-controller-manager listens/);
  assert.equal(more, []);
});

for (const folder of PRESENT) {
  const stack = await loadStack(folder);

  test(`${folder}: where nobody may look, what the stack has stays, and so does what an earlier run has made`, () => {
    const { edited, kept, made, gone, notes } = outcome(stack, { unknown: ['Pod'] });
    assert.equal([kept, made, gone], [[...COMPONENTS], [], []]);
    assert.equal(
      edited.map(({ object }) => object),
      stack.manifests.map(({ object }) => object),
    );
    assert.is(notes.length, 2);
    assert.match(notes[0] ?? '', /No right to list the pods .* kube-scheduler .* KubeSchedulerDown stay/);
    const dropped = outcome(stack, { unknown: ['Pod'] }, { controlPlane: 'none' });
    assert.equal([dropped.left, dropped.gone.length], [[], 4], 'unless the answers say so');
  });
}

test('where one may look and there is nothing, monitors and alerts go', () => {
  const { left, gone, notes } = outcome(miniature, { controlPlane: [] });
  assert.equal([left, gone.length], [[], 4]);
  assert.match(notes[0] ?? '', /doesn't run as pods/);
});

test('a stack that looks for other labels, by another port, gets a Service of that kind', () => {
  const manifests = replaceObject(miniature.manifests, 'ServiceMonitor', 'kube-scheduler', (object) => ({
    ...object,
    metadata: { ...object.metadata, name: 'scheduler' },
    spec: {
      ...(object.spec as JsonMap),
      jobLabel: 'k8s-app',
      selector: { matchLabels: { 'k8s-app': 'kube-scheduler' } },
      endpoints: [{ port: 'metrics' }],
    },
  }));
  const stack = { ...miniature, manifests };
  const [service] = outcome(stack, OPEN).made;
  assert.is(service?.metadata.labels?.['k8s-app'], 'kube-scheduler');
  assert.is((asList(fieldAt(service, 'spec', 'ports'))[0] as JsonMap).name, 'metrics');
  const dropped = outcome(stack, {}, { controlPlane: 'none' });
  assert.not(dropped.edited.some(({ object }) => object.metadata.name === 'scheduler'));
});

test('an alert is known by what it asks too; rules of others, and those that have other alerts, stay', () => {
  const rule = (expr: string, alert = 'SchedulerGone') => ({ alert, expr });
  const groups = [
    {
      name: 'mine',
      interval: '1m',
      rules: [rule('absent(up{cluster="a", job = "kube-scheduler"} == 1)'), rule('up == 0')],
    },
    { name: 'gone', rules: [rule('absent( up{job="kube-scheduler"} )')] },
    { name: 'other', rules: [rule('absent(up{job="kube-scheduler-x"})'), rule('absent(up{job="apiserver"})')] },
    { name: 'records', rules: [{ record: 'x', expr: 'absent(up{job="kube-scheduler"})' }] },
  ];
  const manifests = replaceObject(miniature.manifests, 'PrometheusRule', RULES, (object) =>
    withField(object, ['spec', 'groups'], groups),
  );
  const after = groupsOf(outcome({ ...miniature, manifests }, {}, { controlPlane: 'none' }).edited);
  assert.equal(
    after.map(({ name }) => name),
    ['mine', 'other', 'records'],
  );
  assert.equal(after[0], { name: 'mine', interval: '1m', rules: [rule('up == 0')] });
});

test('an alert that reads nothing but whether the component is up goes too; one that reads more stays', () => {
  const gone = [
    'up{job="kube-scheduler"} == 0',
    'up{cluster="}", job=\'kube-scheduler\'} == 0 # up of apiserver',
    'count by (cluster) (up{job="kube-scheduler"} == 0) > 1',
    'avg_over_time(up{job="kube-scheduler"}[5m] offset 1m) < 0.5 unless on (node) up{job="kube-scheduler", a="b"} == bool 1',
  ];
  const stay = [
    'up{job="apiserver"} == 0',
    'up{job!="kube-scheduler"} == 0',
    'up{job=~"kube-scheduler|apiserver"} == 0',
    'up{old_job="kube-scheduler"} == 0',
    'up{job="kube-scheduler"} == 0 and on (node) kube_node_info',
    'up{job="kube-scheduler"} == 0 or up == 0',
    'up{job="kube-scheduler"} == 0 or {job="x"}',
    'node_up{job="kube-scheduler"} == 0',
    'scheduler_up{job="kube-scheduler"} == 0',
  ];
  const rules = [...gone, ...stay].map((expr, i) => ({ alert: `A${i}`, expr }));
  const manifests = replaceObject(miniature.manifests, 'PrometheusRule', RULES, (object) =>
    withField(object, ['spec', 'groups'], [{ name: 'all', rules }]),
  );
  const [group] = groupsOf(outcome({ ...miniature, manifests }, {}, { controlPlane: 'none' }).edited);
  assert.equal(
    asList(group?.rules).map((rule) => (rule as JsonMap).expr),
    stay,
  );
});

test('KubeProxyDown goes where nothing scrapes kube-proxy, and stays where something does', () => {
  const alert = { alert: 'KubeProxyDown', expr: 'absent(up{job="kube-proxy"} == 1)' };
  const withAlert = replaceObject(miniature.manifests, 'PrometheusRule', RULES, (object) =>
    withField(object, ['spec', 'groups'], [
      { name: 'kube-proxy', rules: [alert] },
      ...groupsOf(miniature.manifests),
    ] as never),
  );
  const alerts = (manifests: Manifest[]) => alertsOf(outcome({ ...miniature, manifests }, OPEN).edited);
  assert.not(alerts(withAlert).includes('KubeProxyDown'));
  const metadata = { name: 'kube-proxy', namespace: 'monitoring' };
  const monitor = { apiVersion: 'monitoring.coreos.com/v1', kind: 'PodMonitor', metadata };
  assert.ok(alerts([...withAlert, { file: 'x.yaml', object: monitor }]).includes('KubeProxyDown'));
  const additional = replaceObject(withAlert, 'Prometheus', 'k8s', (object) =>
    withField(object, ['spec', 'additionalScrapeConfigs'], { name: 'more', key: 'scrape.yaml' }),
  );
  assert.ok(alerts(additional).includes('KubeProxyDown'), 'nobody can tell what those bring');
});

test('a stack without the monitors gets no Services, and loses alerts that nothing could answer', () => {
  const isGone = (name: string) => COMPONENTS.some((component) => component === name);
  const manifests = miniature.manifests.filter(
    ({ object }) => object.kind !== 'ServiceMonitor' || !isGone(object.metadata.name),
  );
  const { left, made, notes } = outcome({ ...miniature, manifests }, OPEN);
  assert.equal([left, made, notes], [[], [], []]);
});

test('nothing that was given is changed, and what needs no edit is the very same', () => {
  const before = structuredClone(miniature.manifests);
  const { edited } = outcome(miniature, {}, { controlPlane: 'none' });
  assert.equal(miniature.manifests, before);
  const given = new Map(miniature.manifests.map((manifest) => [keyOf(manifest.object), manifest]));
  const others = edited.filter((manifest) => given.get(keyOf(manifest.object)) !== manifest);
  assert.equal(
    others.map(({ object }) => object.metadata.name),
    [RULES],
  );
});

test.run();
