import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type JsonMap, keyOf, type Manifest, nameOf } from '../../lib/kubernetes/object.ts';
import { asList, fieldAt } from '../../lib/manifests/field.ts';
import { requireManifest } from '../../lib/manifests/find.ts';
import { loadStack } from '../../lib/stack/load.ts';
import { alertsOf, COMPONENTS, groupsOf, OPEN, outcome, pods, RULES } from '../helpers/control-plane.ts';
import { MINIATURE, PRESENT } from '../helpers/stack.ts';

const GROUPS = ['kubernetes-system-scheduler', 'kubernetes-system-controller-manager'];
const miniature = await loadStack(MINIATURE);

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
