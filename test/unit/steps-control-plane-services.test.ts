import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type JsonMap, nameOf } from '../../lib/kubernetes/object.ts';
import { asList, fieldAt } from '../../lib/manifests/field.ts';
import { replaceObject } from '../../lib/manifests/find.ts';
import { loadStack } from '../../lib/stack/load.ts';
import { OPEN, outcome, pod, pods } from '../helpers/control-plane.ts';
import { MINIATURE } from '../helpers/stack.ts';

const miniature = await loadStack(MINIATURE);

/** A Service of somebody else that finds the scheduler. */
const theirs = (name: string, more = {}) => ({
  name,
  labels: { 'app.kubernetes.io/name': 'kube-scheduler' },
  ports: ['https-metrics'],
  selector: { component: 'kube-scheduler' },
  ...more,
});

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

test.run();
