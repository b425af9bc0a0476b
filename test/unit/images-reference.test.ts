import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { idleMirrors, type Registries, relocated } from '../../lib/images/reference.ts';
import { namesHost, qualified } from '../../lib/images/registry.ts';

const REGISTRY = 'registry.bank.internal';
const DIGEST = `sha256:${'0'.repeat(64)}`;

for (const [image, whole] of [
  ['grafana/grafana:13.0.2', 'docker.io/grafana/grafana:13.0.2'],
  ['redis', 'docker.io/library/redis'],
  ['redis:7', 'docker.io/library/redis:7'],
  ['docker.io/redis', 'docker.io/library/redis'],
  ['index.docker.io/oliver006/redis_exporter:v1', 'docker.io/oliver006/redis_exporter:v1'],
  ['quay.io/prometheus/prometheus:v3.12.0', 'quay.io/prometheus/prometheus:v3.12.0'],
  ['localhost/x:1', 'localhost/x:1'],
  ['harbor:5000/x', 'harbor:5000/x'],
] as const) {
  test(`${image} is ${whole}`, () => {
    assert.is(qualified(image), whole);
    assert.is(qualified(whole), whole);
  });
}

const only = (registry: string, mirrors: Record<string, string> = {}): Registries => ({ registry, mirrors });

for (const [image, target, registries = only(REGISTRY)] of [
  ['quay.io/prometheus/prometheus:v3.12.0', `${REGISTRY}/prometheus/prometheus:v3.12.0`],
  ['grafana/grafana:13.0.2', `${REGISTRY}/grafana/grafana:13.0.2`],
  ['redis:7', `${REGISTRY}/library/redis:7`],
  [`quay.io/a/b:v1@${DIGEST}`, `${REGISTRY}/a/b:v1@${DIGEST}`],
  ['harbor.old:5000/team/a:v1', `${REGISTRY}/team/a:v1`],
  ['quay.io/a/b:v1', 'r.bank:5000/mirror/a/b:v1', only('r.bank:5000/mirror')],
  // Another port of the same host is another registry.
  ['r.bank:5000/a/b:v1', 'r.bank/a/b:v1', only('r.bank')],
  // A mirror wins, and the longest that fits.
  ['quay.io/a/b:v1', 'harbor.bank/quay/a/b:v1', only(REGISTRY, { 'quay.io': 'harbor.bank/quay' })],
  ['ghcr.io/a/b:v1', `${REGISTRY}/a/b:v1`, only(REGISTRY, { 'quay.io': 'harbor.bank/quay' })],
  ['ghcr.io/a/b:v1', 'ghcr.io/a/b:v1', { mirrors: { 'quay.io': 'harbor.bank/quay' } }],
  ['grafana/grafana:1', 'harbor.bank/hub/grafana/grafana:1', { mirrors: { 'docker.io': 'harbor.bank/hub' } }],
  [
    'quay.io/a/b:v1',
    'harbor.bank/a/b:v1',
    { mirrors: { 'quay.io': 'harbor.bank/quay', 'quay.io/a': 'harbor.bank/a' } },
  ],
  ['quay.io/a/b:v1', 'harbor.bank/b:v1', { mirrors: { 'quay.io/a/b': 'harbor.bank/b' } }],
  // Docker Hub by its other names, as the images and as the answers have it.
  ['grafana/grafana:1', 'harbor.bank/hub/grafana/grafana:1', { mirrors: { 'index.docker.io': 'harbor.bank/hub' } }],
  ['grafana/grafana:1', 'harbor.bank/g/grafana:1', { mirrors: { 'registry-1.docker.io/grafana': 'harbor.bank/g' } }],
  ['quay.io/a/b:v1', 'docker.io/bank/a/b:v1', only('index.docker.io/bank')],
  ['quay.io/ab/c:v1', 'quay.io/ab/c:v1', { mirrors: { 'quay.io/a': 'harbor.bank/a' } }],
] as [string, string, Registries?][]) {
  test(`${image} comes from ${target}, and stays there`, () => {
    assert.is(relocated(image, registries), target);
    assert.is(relocated(target, registries), target);
  });
}

test('a mirror within the registry that it mirrors is not gone through twice', () => {
  const registries: Registries = { mirrors: { 'quay.io': 'quay.io/proxy' } };
  const once = relocated('quay.io/a/b:v1', registries);
  assert.is(once, 'quay.io/proxy/a/b:v1');
  assert.is(relocated(once, registries), once);
});

test('a registry is one that a container runtime takes for one', () => {
  for (const name of ['r.bank', 'harbor:443/quay', 'localhost', 'localhost/x', 'docker.io/bank']) {
    assert.ok(namesHost(name), name);
  }
  for (const name of ['harbor', 'bank/quay', 'harbor/quay.io', 'bank/q:1']) assert.not(namesHost(name), name);
});

test('a mirror that no image comes from is idle; one that its images are at already is not', () => {
  const images = ['grafana/grafana:1', 'quay.io/a/b:v1', 'harbor.bank/ghcr/x:1'];
  const idle = (mirrors: Record<string, string>) => idleMirrors({ mirrors }, images);
  assert.equal(idle({ 'quay.oi': 'r.bank/q', 'quay.io': 'r.bank/q' }), ['quay.oi']);
  assert.equal(idle({ 'index.docker.io': 'r.bank/hub' }), []);
  assert.equal(idle({ 'ghcr.io': 'harbor.bank/ghcr' }), []);
  assert.equal(idle({ 'quay.io': 'r.bank/q', 'quay.io/a': 'r.bank/a' }), []);
});

test('without answers a name stays as it is written', () => {
  for (const image of ['redis', 'grafana/grafana:1', 'quay.io/a/b@sha256:0']) {
    assert.is(relocated(image, { mirrors: {} }), image);
  }
});

test.run();
