import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { imagesOf } from '../../lib/images/list.ts';
import { clashes, pulledImages } from '../../lib/images/pulled.ts';
import { relocate } from '../../lib/images/relocate.ts';
import type { Json, JsonMap, KubeObject } from '../../lib/kubernetes/object.ts';
import { fieldAt } from '../../lib/manifests/field.ts';

const BANK = { registry: 'r.bank', mirrors: {}, pullSecrets: [] };
const OPERATOR = 'quay.io/prometheus-operator/prometheus-operator:v0.92.0';
const PODS = ['spec', 'template', 'spec'];

function object(kind: string, spec: JsonMap, apiVersion = 'apps/v1'): KubeObject {
  return { apiVersion, kind, metadata: { name: 'x', namespace: 'monitoring' }, spec };
}

const deployment = (pod: JsonMap) => object('Deployment', { template: { spec: pod } });
const operated = (kind: string, spec: JsonMap) => object(kind, spec, 'monitoring.coreos.com/v1');
const operator = (args: Json[], image = OPERATOR) => deployment({ containers: [{ name: 'o', image, args }] });
const argsOf = (edited: KubeObject) =>
  (fieldAt(edited, ...PODS, 'containers') as { args: string[] }[]).flatMap(({ args }) => args);

test('every place of a pod that names an image is edited, and nothing that only looks like one', () => {
  const pod = {
    initContainers: [{ name: 'i', image: 'quay.io/a/i:1' }],
    containers: [
      { name: 'c', image: 'c:1', args: ['--image=quay.io/a/b:1'], env: [{ name: 'X', value: 'quay.io/a/b:1' }] },
    ],
    volumes: [
      { name: 'v', image: { reference: 'quay.io/a/v:1', pullPolicy: 'Always' } },
      { name: 'r', rbd: { image: 'disk', monitors: ['10.0.0.1'] } },
    ],
  };
  assert.equal(fieldAt(relocate(deployment(pod), BANK), ...PODS), {
    initContainers: [{ name: 'i', image: 'r.bank/a/i:1' }],
    containers: [
      {
        name: 'c',
        image: 'r.bank/library/c:1',
        args: ['--image=quay.io/a/b:1'],
        env: [{ name: 'X', value: 'quay.io/a/b:1' }],
      },
    ],
    volumes: [
      { name: 'v', image: { reference: 'r.bank/a/v:1', pullPolicy: 'Always' } },
      { name: 'r', rbd: { image: 'disk', monitors: ['10.0.0.1'] } },
    ],
  });
});

test('pods are found in whatever makes them', () => {
  const pod = { containers: [{ name: 'c', image: 'quay.io/a/b:1' }] };
  for (const made of [
    object('Pod', pod, 'v1'),
    object('CronJob', { jobTemplate: { spec: { template: { spec: pod } } } }, 'batch/v1'),
    object('DaemonSet', { template: { spec: pod } }),
  ]) {
    assert.equal(imagesOf([relocate(made, BANK)]), ['r.bank/a/b:1'], made.kind);
  }
});

test("the operator's objects are edited in all their fields", () => {
  const spec = {
    image: 'quay.io/prometheus/prometheus:v3',
    thanos: { image: 'quay.io/thanos/thanos:v1', baseImage: 'quay.io/thanos/thanos' },
    containers: [
      { name: 'prometheus', resources: {} },
      { name: 'side', image: 'side' },
    ],
    baseImage: 'quay.io/prometheus/prometheus',
  };
  assert.equal(relocate(operated('Prometheus', spec), BANK).spec, {
    image: 'r.bank/prometheus/prometheus:v3',
    thanos: { image: 'r.bank/thanos/thanos:v1', baseImage: 'r.bank/thanos/thanos' },
    containers: [
      { name: 'prometheus', resources: {} },
      { name: 'side', image: 'r.bank/library/side' },
    ],
    baseImage: 'r.bank/prometheus/prometheus',
  });
  const other = object('Prometheus', spec, 'example.com/v1');
  assert.is(relocate(other, BANK), other);
});

for (const [form, args] of [
  [
    'joined',
    ['--prometheus-config-reloader=quay.io/po/reloader:v1', '--thanos-default-base-image=quay.io/thanos/thanos'],
  ],
  [
    'apart',
    ['--prometheus-config-reloader', 'quay.io/po/reloader:v1', '--thanos-default-base-image', 'quay.io/thanos/thanos'],
  ],
  [
    'with one dash',
    ['-prometheus-config-reloader=quay.io/po/reloader:v1', '-thanos-default-base-image=quay.io/thanos/thanos'],
  ],
] as const) {
  test(`images in the operator's arguments, ${form}, and what it would take by itself`, () => {
    const edited = argsOf(relocate(operator(['--kubelet-service=kube-system/kubelet', ...args]), BANK));
    assert.is(edited[0], '--kubelet-service=kube-system/kubelet');
    assert.equal(
      edited.slice(1, 1 + args.length).map((argument) => argument.replace('r.bank/', 'quay.io/')),
      [...args],
    );
    assert.not.match(edited.join(' '), 'quay.io');
    assert.equal(edited.slice(1 + args.length), [
      '--prometheus-default-base-image=r.bank/prometheus/prometheus',
      '--alertmanager-default-base-image=r.bank/prometheus/alertmanager',
    ]);
    const twice = relocate(operator(edited), BANK);
    assert.equal(argsOf(twice), edited);
  });
}

test('a config-reloader that nobody names is the one of the operator, also when its image has moved before', () => {
  const moved = operator([], 'r.bank/prometheus-operator/prometheus-operator:v0.85.0');
  assert.is(
    argsOf(relocate(moved, BANK))[0],
    '--prometheus-config-reloader=r.bank/prometheus-operator/prometheus-config-reloader:v0.85.0',
  );
  assert.ok(
    !argsOf(relocate(operator([], 'quay.io/a/prometheus-operator'), BANK)).some((each) => /reloader/.test(each)),
  );
});

test('a mirror of another registry leaves the operator and its defaults alone', () => {
  const before = operator(['--prometheus-config-reloader=quay.io/po/reloader:v1']);
  assert.is(relocate(before, { mirrors: { 'ghcr.io': 'r.bank' }, pullSecrets: [] }), before);
});

test('pull secrets are added to those that are there, once, and to nothing without pods', () => {
  const images = { mirrors: {}, pullSecrets: ['harbor', 'old'] };
  const before = deployment({ imagePullSecrets: [{ name: 'old' }], containers: [{ name: 'c', image: 'c' }] });
  const once = relocate(before, images);
  assert.equal(fieldAt(once, ...PODS, 'imagePullSecrets'), [{ name: 'old' }, { name: 'harbor' }]);
  assert.is(relocate(once, images), once);
  assert.equal(fieldAt(relocate(operated('Alertmanager', {}), images), 'spec'), {
    imagePullSecrets: [{ name: 'harbor' }, { name: 'old' }],
  });
  const service = object('Service', { ports: [] }, 'v1');
  assert.is(relocate(service, images), service);
});

test('an image that only the operator knows is listed as it will put it together', () => {
  const images = (...specs: JsonMap[]) => imagesOf(specs.map((spec) => operated('Prometheus', spec)));
  assert.equal(images({ version: '3.12.0' }), ['quay.io/prometheus/prometheus:3.12.0']);
  assert.equal(images({ version: '3', tag: 'v3' }), ['quay.io/prometheus/prometheus:v3']);
  assert.equal(images({ version: '3', sha: 'f00' }), ['quay.io/prometheus/prometheus@sha256:f00']);
  assert.equal(images({ version: 'v3', baseImage: 'x/prom' }), ['docker.io/x/prom:v3']);
  assert.equal(images({ image: 'x/prom:1', version: 'v3' }), ['docker.io/x/prom:1']);
  assert.equal(images({ image: 'x/prom:1', thanos: { version: 'v0.41.0' } }), [
    'docker.io/x/prom:1',
    'quay.io/thanos/thanos:v0.41.0',
  ]);
  const flagged = operator(['--prometheus-default-base-image=ghcr.io/prom', '--prometheus-config-reloader=r:1']);
  assert.equal(imagesOf([flagged, operated('Prometheus', { version: 'v3' })]), [
    'docker.io/library/r:1',
    'ghcr.io/prom:v3',
    OPERATOR,
  ]);
  assert.equal(imagesOf([operator([])]), ['quay.io/prometheus-operator/prometheus-config-reloader:v0.92.0', OPERATOR]);
});

test('what an overlay does to images is seen from upstream', () => {
  const pod = (image: string) => deployment({ containers: [{ name: 'c', image }] });
  const move = (image: string) => image.replace(/^[^/]*/, 'r.bank');
  const after = [pod('r.bank/a/b:v2'), pod('ghcr.io/own/image:1')];
  assert.equal(pulledImages([pod('quay.io/a/b:v1')], after, move), [
    { source: 'ghcr.io/own/image:1', target: 'ghcr.io/own/image:1' },
    { source: 'quay.io/a/b:v2', target: 'r.bank/a/b:v2' },
  ]);
});

test('two images that one name in the registry would stand for are told', () => {
  const [quay, hub] = [
    { source: 'quay.io/a/b:1', target: 'r.bank/a/b:1' },
    { source: 'docker.io/a/b:1', target: 'r.bank/a/b:1' },
  ];
  assert.equal(clashes([quay, { source: 'x', target: 'y' }, hub]), [[quay, hub]]);
  assert.equal(clashes([quay]), []);
});

test.run();
