import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { nameOf } from '../../lib/kubernetes/object.ts';
import { loadStack } from '../../lib/stack/load.ts';
import { all, folders, KUBECTL, overStack, patch } from '../helpers/overlays.ts';
import { refusal } from '../helpers/refusal.ts';
import { MINIATURE } from '../helpers/stack.ts';

const when = KUBECTL === undefined ? test.skip : test;
const { make, clear } = folders();
test.after(clear);

const { overlaid } = overStack(await loadStack(MINIATURE));

when('an object may be deleted and another of its kind added; one by another name is refused', async () => {
  const rule = (name: string) => patch('PrometheusRule', name, { spec: { groups: [] } }, 'monitoring.coreos.com/v1');
  const swap = make({
    'kustomization.yaml': { resources: ['r.yaml'], patches: [{ path: 'p.yaml' }] },
    'r.yaml': rule('mine'),
    'p.yaml': { $patch: 'delete', ...rule('grafana-rules') },
  });
  const names = all(await overlaid([swap])).map(({ object }) => nameOf(object));
  assert.ok(names.includes('PrometheusRule monitoring/mine'));
  assert.not(names.includes('PrometheusRule monitoring/grafana-rules'));
  for (const kustomization of [
    { namePrefix: 'my-' },
    {
      patches: [
        {
          target: { kind: 'Deployment', name: 'grafana' },
          options: { allowNameChange: true },
          patch: JSON.stringify([{ op: 'replace', path: '/metadata/name', value: 'my-grafana' }]),
        },
      ],
    },
  ]) {
    const error = await refusal(overlaid([make({ 'kustomization.yaml': kustomization })]));
    assert.is(error.exit, 3);
    assert.match(error.message, /my-/);
    assert.match(error.failure.hint?.en ?? '', 'namePrefix');
  }
});

when('a patch that matches nothing is named with its place, in a component of the overlay too', async () => {
  const to = (target: object) => ({ target, patch: '- { op: add, path: /metadata/labels/x, value: y }' });
  const overlay = make({
    'prod/kustomization.yaml': {
      components: ['../common'],
      resources: ['r.yaml'],
      patches: [to({ kind: 'Deployment', name: 'grafan' }), to({ kind: 'Ingress', name: 'added' })],
    },
    'prod/r.yaml': patch('Ingress', 'added', { metadata: { name: 'added', labels: {} } }, 'networking.k8s.io/v1'),
    'common/kustomization.yaml': {
      apiVersion: 'kustomize.config.k8s.io/v1alpha1',
      kind: 'Component',
      patches: [
        to({ kind: 'Deployment', name: 'grafana|blackbox-.*' }),
        to({ kind: 'Deployment', namespace: 'other' }),
      ],
    },
  });
  const error = await refusal(overlaid([`${overlay}/prod`]));
  assert.is(error.exit, 3);
  assert.equal(error.failure.causes, [
    {
      en: `${overlay}/prod/kustomization.yaml patches[0]: no object has { kind: Deployment, name: grafan }`,
      ko: `${overlay}/prod/kustomization.yaml patches[0]: { kind: Deployment, name: grafan }인 객체가 없습니다`,
    },
    {
      en: `${overlay}/common/kustomization.yaml patches[1]: no object has { kind: Deployment, namespace: other }`,
      ko: `${overlay}/common/kustomization.yaml patches[1]: { kind: Deployment, namespace: other }인 객체가 없습니다`,
    },
  ]);
  assert.match(error.message, `overlays[0] ${overlay}/prod`);
});

when("what kustomize can't do is told in its own words, and the folder of ours is gone", async () => {
  const left = () => readdirSync(tmpdir()).filter((name) => name.startsWith('tks-overlay-'));
  const before = left();
  const nowhere = make({
    'kustomization.yaml': { patches: [{ path: 'p.yaml' }] },
    'p.yaml': patch('Deployment', 'x', {}),
  });
  const error = await refusal(overlaid([nowhere]));
  assert.match(error.message, /no matches for Id Deployment\.v1\.apps\/x\.monitoring/);
  const missing = make({ 'kustomization.yaml': { patches: [{ path: 'none.yaml' }] } });
  const told = (await refusal(overlaid([missing]))).message;
  assert.match(told, 'none.yaml');
  assert.not.match(told, 'tks-overlay-');
  assert.equal(
    left().filter((name) => !before.includes(name)),
    [],
  );
});

test.run();
