import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { RunbookError } from '../../lib/errors.ts';
import type { Manifest } from '../../lib/kubernetes/object.ts';
import { fieldAt, withField, withNamed } from '../../lib/manifests/field.ts';
import { isOfFile } from '../../lib/manifests/file.ts';
import { findManifest, replaceObject } from '../../lib/manifests/find.ts';
import { likeliest, only } from '../../lib/manifests/likeliest.ts';
import { readConfig } from '../../lib/manifests/template.ts';

function service(name: string, namespace = 'monitoring'): Manifest {
  const object = { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec: { ports: [] } };
  return { file: `manifests/${name}.yaml`, object, raw: 'as in the file' };
}

test('an object is found by kind and name, and by namespace where names repeat', () => {
  const manifests = [service('a'), service('b', 'kube-system'), service('b')];
  assert.is(findManifest(manifests, 'Service', 'b'), manifests[1]);
  assert.is(findManifest(manifests, 'Service', 'b', 'monitoring'), manifests[2]);
  assert.is(findManifest(manifests, 'Secret', 'a'), undefined);
});

test('replacing gives a new list in the old order, and leaves what was given as it was', () => {
  const manifests = [service('a'), service('b')];
  const before = structuredClone(manifests);
  const after = replaceObject(manifests, 'Service', 'a', (object) => {
    object.metadata.name = 'c';
    return object;
  });
  assert.equal(manifests, before);
  assert.equal(
    after.map(({ object }) => object.metadata.name),
    ['c', 'b'],
  );
  assert.is(after[1], manifests[1], 'an object that nobody edited is the same one');
  assert.is(after[0]?.raw, undefined, 'the text of the file is no longer what the object says');
});

test('what the stack lacks is named, with what it has of that kind', () => {
  const replace = () => replaceObject([service('a')], 'Service', 'grafana', (object) => object);
  assert.throws(replace, (error: unknown) => {
    if (!(error instanceof RunbookError)) return false;
    return /Service named grafana/.test(error.message) && /manifests\/a\.yaml/.test(error.message);
  });
});

test('a file of configs/ is read anew at every call', () => {
  const [first] = readConfig('cert-manager/02.caCert.yaml');
  const [second] = readConfig('cert-manager/02.caCert.yaml');
  assert.is(first?.file, 'configs/cert-manager/02.caCert.yaml');
  assert.is.not(first?.object, second?.object);
  assert.equal(first, second);
});

test('a file is known by its name, in whichever folder', () => {
  const theirs = { ...service('x'), file: 'prometheus-stack/preliminary/Grafana-PVC.yaml' };
  assert.ok(isOfFile(theirs, 'preliminary/grafana-pvc.yaml'));
  assert.not(isOfFile(theirs, 'preliminary/pvc.yaml'));
});

test('the strongest sign decides, a weaker one among those that it leaves', () => {
  const [a, b, c] = [service('a'), service('b'), service('a', 'other')];
  const isA = ({ object }: Manifest) => object.metadata.name === 'a';
  const isThere = (namespace: string) => (each: Manifest) => each.object.metadata.namespace === namespace;
  assert.is(likeliest([b, c, a], [isA, isThere('monitoring')]), a);
  assert.is(likeliest([b, c], [isA, isThere('monitoring')]), c);
  assert.is(likeliest([b], [isA, isThere('monitoring')]), b);
  assert.is(likeliest([b], [isA]), undefined);
  assert.equal([only([]), only([a]), only([a, b])], [undefined, a, undefined]);
});

test('a field is set on a copy, the way to it made where it is missing', () => {
  const map = { spec: { a: 1, list: [1] } };
  assert.equal(withField(map, ['spec', 'b', 'c'], 2), { spec: { a: 1, list: [1], b: { c: 2 } } });
  assert.equal(map, { spec: { a: 1, list: [1] } });
  assert.is(fieldAt(map, 'spec', 'a'), 1);
  assert.is(fieldAt(map, 'spec', 'a', 'deeper'), undefined);
  assert.is(fieldAt(undefined, 'spec'), undefined);
});

test('a named item takes the place of the one with its name, or comes last', () => {
  const list = [{ name: 'a' }, { name: 'b' }];
  assert.equal(withNamed(list, { name: 'a', x: 1 }), [{ name: 'a', x: 1 }, { name: 'b' }]);
  assert.equal(withNamed(list, { name: 'c' }), [{ name: 'a' }, { name: 'b' }, { name: 'c' }]);
});

test.run();
