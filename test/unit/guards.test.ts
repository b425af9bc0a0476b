import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { STEPS } from '../../steps/index.ts';

const ROOT = join(import.meta.dirname, '../..');

const filesIn = (folder: string) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(ROOT.length + 1));
const contentOf = (file: string) => readFileSync(join(ROOT, file), 'utf8');

/** The items of the document that are steps, in its order (DESIGN 4); those of 5.3 by the order of its paragraphs. */
const ITEMS = [
  '2.1-stack',
  '2.2-namespace',
  '3.2-grafana-ca',
  '3.3-grafana-issuer',
  '3.4-grafana-certificate',
  '3.5-etcd-certs',
  '4.3-grafana-ingress',
  '4.4-grafana-pvc',
  '5.2-crds',
  '5.3-storage',
  '5.3-prometheus',
  '5.3-receivers',
  '5.3-grafana-config',
  '5.3-cluster-label',
  '5.3-etcd-metrics',
  '5.3-control-plane',
  '5.3-network',
  '5.3-placement',
  '5.3-images',
  '5.3-proxy',
  '5.4-manifests',
  '5.5-exporters',
  '6.1-msteams-repository',
  '6.2-msteams-config',
  '6.3-msteams-release',
];

test('every test file runs its tests', () => {
  const files = filesIn('test').filter((file) => file.endsWith('.test.ts'));
  assert.ok(files.length > 40);
  for (const file of files) assert.match(contentOf(file).trimEnd(), /\ntest\.run\(\);$/, file);
});

test('every file under test/unit and test/practice that has tests is named as one', () => {
  const files = [...filesIn('test/unit'), ...filesIn('test/practice')].filter((file) =>
    /\btest\.run\(\)/.test(contentOf(file)),
  );
  for (const file of files) assert.match(file, /\.test\.ts$/);
});

test('no file or folder is a drawer for everything', () => {
  const files = ['lib', 'steps', 'runbook'].flatMap(filesIn);
  assert.ok(files.length > 150);
  for (const file of files) assert.not.match(file, /(^|\/)(utils?|helpers?|misc|common)(\/|\.|$)/i);
});

test("there is a file for every item of the document, and the list is in the document's order", () => {
  const files = filesIn('steps').map((file) => basename(file, '.ts'));
  assert.equal(files.sort(), [...ITEMS, 'index'].sort());
  assert.equal(
    STEPS.map(({ section, name }) => `${section}-${name}`),
    ITEMS,
  );
});

test('every step says in both languages what it does', () => {
  for (const { name, title } of STEPS) {
    assert.ok(title.en.length > 5, name);
    assert.match(title.ko, /[가-힣]/, name);
    assert.not.match(title.en, /[가-힣]/, name);
  }
});

test('what a person runs reads as a table of contents', () => {
  const files = filesIn('runbook').filter((file) => file.endsWith('.mts'));
  assert.ok(files.length >= 3);
  for (const file of files) assert.ok(contentOf(file).split('\n').length <= 40, file);
});

test('imports name the file that they mean, and types are imported as types', () => {
  for (const file of ['lib', 'steps', 'runbook', 'test'].flatMap(filesIn).filter((name) => /\.m?ts$/.test(name))) {
    const relative = contentOf(file).matchAll(/^(?:import|export) .*from '(\.[^']*)';/gm);
    for (const [, path = ''] of relative) assert.match(path, /\.m?ts$/, file);
  }
});

const modules = filesIn('lib').filter((file) => file.endsWith('.ts'));

test('nothing under lib/ remembers anything between two calls', () => {
  for (const file of modules) assert.not.match(contentOf(file), /^(export )?(let|var) /m, file);
});

test('steps touch the outside only through their ports', () => {
  for (const file of filesIn('steps')) assert.not.match(contentOf(file), /from '(node:|zx|undici|node-ssh)/, file);
});

test.run();
