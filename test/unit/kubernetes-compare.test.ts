import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compare, createMask, differences, maskSecrets, showPath } from '../../lib/kubernetes/compare.ts';
import { comparable, LAST_APPLIED, normalise } from '../../lib/kubernetes/normalise.ts';
import type { Json, KubeObject } from '../../lib/kubernetes/object.ts';

const secret = (data: Record<string, string>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'x', namespace: 'monitoring' },
  data,
});
const paths = (before: Json, after: Json) => compare(before, after, []).map(({ path }) => showPath(path));

test('only the smallest parts that differ are told', () => {
  assert.equal(compare({ a: { b: 1, c: [1] } }, { a: { b: 2, c: [1] }, d: 3 }, []), [
    { path: ['a', 'b'], before: 1, after: 2 },
    { path: ['d'], before: undefined, after: 3 },
  ]);
  assert.equal(paths({ a: [1, 2] }, { a: [1, 3] }), ['a[1]']);
  assert.equal(paths({ a: [1, 2] }, { a: [1] }), ['a']);
  assert.equal(paths({ a: { x: 1, y: 2 } }, { a: { y: 2, x: 1 } }), [], 'the order of keys says nothing');
  assert.equal(paths({ a: null }, { a: {} }), ['a']);
});

test('named items are compared by name, in whatever order they stand', () => {
  const before = [
    { name: 'a', v: 1 },
    { name: 'b', v: 1 },
  ];
  assert.equal(paths({ list: before }, { list: before.toReversed() }), []);
  assert.equal(paths({ list: before }, { list: [{ name: 'b', v: 2 }] }), ['list.a', 'list.b.v']);
  const twice = [{ name: 'a' }, { name: 'a', v: 1 }];
  assert.equal(paths({ list: twice }, { list: [{ name: 'a' }, { name: 'a' }] }), ['list[1].v']);
});

test("the server's bookkeeping, the status and kubectl's copy of the object differ for nobody", () => {
  const bare = secret({});
  const live = {
    ...bare,
    metadata: {
      ...bare.metadata,
      uid: '1',
      resourceVersion: '2',
      generation: 3,
      creationTimestamp: '2026-01-01T00:00:00Z',
      managedFields: [],
      annotations: { [LAST_APPLIED]: '{"data":{"password":"aHVudGVyMg=="}}' },
    },
    status: { phase: 'x' },
  };
  assert.equal(differences(live, bare), []);
  assert.equal(differences(bare, live), []);
  assert.equal(comparable(live), bare);
  const annotated = { ...bare, metadata: { ...bare.metadata, annotations: { a: '1' } } };
  assert.equal(differences(live, annotated), [
    { path: ['metadata', 'annotations'], before: undefined, after: { a: '1' } },
  ]);
});

test('no value of a Secret is in its differences, wherever they begin', () => {
  const [one, other] = ['first value', 'second value'].map((value) => Buffer.from(value).toString('base64'));
  const [a, b] = [one ?? '', other ?? ''];
  const mask = createMask();
  const pairs: [KubeObject, KubeObject][] = [
    [secret({ k: a }), secret({ k: b })],
    [secret({ k: a }), secret({ other: b })],
    [secret({ k: a }), { ...secret({}), data: undefined }],
    [secret({}), { ...secret({}), stringData: { k: 'first value' } }],
    [secret({}), { ...secret({}), metadata: { name: 'x', annotations: { copy: `{"k":"${a}"}` } } }],
  ];
  for (const [before, after] of pairs) {
    const found = maskSecrets(before, differences(before, after), mask);
    assert.ok(found.length > 0);
    assert.match(JSON.stringify(found), '«');
    for (const value of [a, b, 'first value', 'second value'])
      assert.not(JSON.stringify(found).includes(value), showPath(found[0]?.path ?? []));
  }
});

test("what isn't a Secret shows its values, and so do a Secret's labels", () => {
  const mask = createMask();
  const found = [{ path: ['data', 'k'], before: 'x', after: 'y' }];
  assert.equal(maskSecrets({ ...secret({}), kind: 'ConfigMap' }, found, mask), found);
  const label = [{ path: ['metadata', 'labels', 'k'], before: 'x', after: 'y' }];
  assert.equal(maskSecrets(secret({}), label, mask), label);
});

test('the same secret looks the same within a run, and otherwise in another run', () => {
  const [run, another] = [createMask(), createMask()];
  assert.is(run('value'), run('value'));
  assert.is.not(run('value'), run('other'));
  assert.is.not(run('value'), another('value'));
  assert.is(run(undefined), '-');
});

test('a Secret is sent with data only', () => {
  const stringData = { a: 'ü', b: '' };
  const given = { ...secret({ a: 'b2xk', c: 'a2VwdA==' }), stringData };
  const before = structuredClone(given);
  assert.equal(normalise(given), secret({ a: 'w7w=', b: '', c: 'a2VwdA==' }));
  assert.equal(given, before);
  const plain = secret({ a: 'eA==' });
  assert.is(normalise(plain), plain);
});

test('paths read as a person writes them', () => {
  assert.is(showPath(['spec', 'containers', 'grafana', 'image']), 'spec.containers.grafana.image');
  assert.is(showPath(['metadata', 'labels', 'app.kubernetes.io/name']), 'metadata.labels[app.kubernetes.io/name]');
  assert.is(showPath(['spec', 'args', 0]), 'spec.args[0]');
});

test.run();
