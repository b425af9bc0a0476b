import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Wanted } from '../../lib/desired.ts';
import { createMask } from '../../lib/kubernetes/compare.ts';
import type { KubeObject } from '../../lib/kubernetes/object.ts';
import { fieldAt } from '../../lib/manifests/field.ts';
import type { Overlaid } from '../../lib/overlays/apply.ts';
import { lostValues } from '../../lib/plan/lost.ts';
import { loadStack } from '../../lib/stack/load.ts';
import { entry, managedBy } from '../helpers/managed.ts';
import { find, folders, KUBECTL, overStack, patch, resolvedBy } from '../helpers/overlays.ts';
import { MINIATURE } from '../helpers/stack.ts';

const when = KUBECTL === undefined ? test.skip : test;
const { make, clear } = folders();
test.after(clear);

const { overlaid } = overStack(await loadStack(MINIATURE));

when(
  'content that comes only at apply keeps what an overlay says of the rest, and is planned anew for it',
  async () => {
    const complete = async () => find(base, 'Secret monitoring/later').object;
    const object = patch('Secret', 'later', { type: 'Opaque' }, 'v1') as KubeObject;
    const full = { ...object, data: { key: 'eA==' }, metadata: { ...object.metadata, annotations: { made: 'now' } } };
    const base: Overlaid = { resolved: [resolvedBy('a', [{ object: full }])], told: [] };
    const item = resolvedBy('a', [{ object, settled: () => true, complete }]);
    const overlay = make({
      'kustomization.yaml': { patches: [{ path: 'p.yaml' }] },
      'p.yaml': {
        ...patch('Secret', 'later', {}, 'v1'),
        metadata: { ...object.metadata, annotations: { team: 'ops' } },
      },
    });
    const { settled, complete: completed } = find(await overlaid([overlay], [item]), 'Secret monitoring/later');
    const whole = await completed?.({} as never);
    assert.equal(whole?.data, { key: 'eA==' });
    assert.equal(whole?.metadata.annotations, { team: 'ops', made: 'now' });
    assert.is(settled?.(full), false, 'the annotation is still to come');
    assert.is(whole && settled?.(whole), true);
  },
);

when('a value that an overlay names is named, and no default any more', async () => {
  const path = ['spec', 'retention'];
  const object = patch('Prometheus', 'k8s', { spec: { retention: '15d', replicas: 2 } }, 'monitoring.coreos.com/v1');
  const pristine = patch('Prometheus', 'k8s', { spec: { replicas: 2 } }, 'monitoring.coreos.com/v1') as KubeObject;
  const item = resolvedBy('manifests', [{ object, pristine, byDefault: [path, ['spec', 'x']] }]);
  const overlay = make({
    'kustomization.yaml': { patches: [{ path: 'p.yaml' }] },
    'p.yaml': patch('Prometheus', 'k8s', { spec: { retention: '30d' } }, 'monitoring.coreos.com/v1'),
  });
  const after = find(await overlaid([overlay], [item]), 'Prometheus monitoring/k8s');
  assert.equal(after.byDefault, [['spec', 'x']]);
  const live = managedBy(
    patch('Prometheus', 'k8s', { spec: { retention: '7d', replicas: 2 } }, 'monitoring.coreos.com/v1') as KubeObject,
    entry('kubectl-edit', { 'f:spec': { 'f:retention': {} } }),
  );
  const lost = (wanted: Wanted) => {
    const found = [{ path, before: '7d', after: fieldAt(wanted.object, ...path) }];
    return lostValues(live, found, wanted, createMask()).length;
  };
  assert.is(lost(after), 0);
  assert.is(item.wanted[0] && lost(item.wanted[0]), 1, 'our default alone would be told');
});

when('a new grafana.ini restarts Grafana', async () => {
  const sum = (made: Overlaid) =>
    fieldAt(find(made, 'Deployment monitoring/grafana').object, 'spec', 'template', 'metadata', 'annotations');
  const secret = (more: object) => patch('Secret', 'grafana-config', more, 'v1');
  const overlay = (more: object) =>
    make({ 'kustomization.yaml': { patches: [{ path: 'p.yaml' }] }, 'p.yaml': secret(more) });
  const before = sum(await overlaid([]));
  const labelled = { metadata: { name: 'grafana-config', namespace: 'monitoring', labels: { a: 'b' } } };
  assert.equal(sum(await overlaid([overlay(labelled)])), before);
  const made = await overlaid([overlay({ stringData: { 'grafana.ini': '[server]\nroot_url = x\n' } })]);
  assert.is(
    fieldAt(find(made, 'Secret monitoring/grafana-config').object, 'data', 'grafana.ini'),
    'W3NlcnZlcl0Kcm9vdF91cmwgPSB4Cg==',
  );
  const after = sum(made) as Record<string, string>;
  assert.not.equal(after['checksum/grafana-config'], (before as Record<string, string>)['checksum/grafana-config']);
  assert.equal({ ...after, 'checksum/grafana-config': '' }, { ...(before as object), 'checksum/grafana-config': '' });
});

test.run();
