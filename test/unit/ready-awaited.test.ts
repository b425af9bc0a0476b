import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { KubeObject } from '../../lib/kubernetes/object.ts';
import type { Action, Change } from '../../lib/plan/change.ts';
import { awaited } from '../../lib/ready/awaited.ts';
import type { Classes } from '../../lib/storage/late.ts';

const object = (kind: string, name: string, spec = {}): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, namespace: 'n' },
  spec,
});
const change = (action: Action, of: KubeObject): Change => ({
  action,
  object: of,
  differences: [],
  lost: [],
  adopt: false,
});
const named = (classes: Classes, ...changes: Change[]) =>
  awaited([{ changes }, { changes }], classes).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
const classOf = (bindsOnFirstConsumer: boolean): Classes => ({
  storageClasses: [{ name: 'c', default: true, provisioner: 'p', expandable: true, bindsOnFirstConsumer }],
});

test('what becomes ready is waited for, once, whether it was written or not; what goes is not', () => {
  const [config, deployment] = [object('ConfigMap', 'a'), object('Deployment', 'b')];
  const changes = [
    change('create', config),
    change('unchanged', deployment),
    change('delete', object('Namespace', 'x')),
  ];
  assert.equal(named(classOf(false), ...changes), ['Deployment b']);
});

test('a claim whose volume a pod brings about is waited for with Grafana only, and so where nobody may look', () => {
  const claim = change('create', object('PersistentVolumeClaim', 'p', { storageClassName: 'c' }));
  const grafana = change('update', object('Deployment', 'grafana'));
  assert.equal(named(classOf(false), claim), ['PersistentVolumeClaim p']);
  for (const classes of [classOf(true), { storageClasses: [], unknown: ['StorageClass'] }]) {
    assert.equal(named(classes, claim), []);
    assert.equal(named(classes, claim, grafana), ['PersistentVolumeClaim p', 'Deployment grafana']);
  }
});

test.run();
