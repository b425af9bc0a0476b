import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { RunbookError } from '../../lib/errors.ts';
import { parseManifests } from '../../lib/stack/parse.ts';
import { parseYaml } from '../../lib/stack/yaml.ts';

const FILE = 'manifests/x.yaml';
const names = (content: string) => parseManifests(FILE, content).map(({ object }) => object.metadata.name);
const service = (name: string) => `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\n`;
const crd = (name: string) =>
  `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: ${name}\nspec:\n  group: x\n`;

function failure(content: string): RunbookError {
  try {
    parseYaml(FILE, content);
  } catch (error) {
    if (error instanceof RunbookError) return error;
    throw error;
  }
  throw new Error('a RunbookError was expected');
}

test('documents, lists and lists of a kind are taken apart', () => {
  assert.equal(names(`${service('a')}---\n# nothing\n---\n${service('b')}`), ['a', 'b']);
  const item = (name: string) => `- apiVersion: v1\n  kind: ConfigMap\n  metadata:\n    name: ${name}\n`;
  for (const kind of ['List', 'ConfigMapList'])
    assert.equal(names(`apiVersion: v1\nkind: ${kind}\nitems:\n${item('a')}${item('b')}`), ['a', 'b']);
});

test('an empty file, comments and empty documents give nothing', () => {
  for (const content of ['', '# only words\n', '---\n', '---\n---\n# words\n', 'null\n', 'kind: List\nitems: []\n'])
    assert.equal(parseManifests(FILE, content), [], content);
});

for (const [what, content, told] of [
  ['values', '# words\na: 1\n', '2:1 is no Kubernetes object: it has no apiVersion, kind, metadata.name'],
  ['a list', '- 1\n', '1:1 is no Kubernetes object: it has no apiVersion, kind, metadata.name'],
  ['a word', 'words\n', '1:1 is no Kubernetes object'],
  ['an empty map', '{}\n', '1:1 is no Kubernetes object'],
  ['no name', 'apiVersion: v1\nkind: Service\nmetadata: {}\n', '1:1 is no Kubernetes object: it has no metadata.name'],
  ['an empty name', service("''"), '1:1 is no Kubernetes object: it has no metadata.name'],
  ['no kind', service('a').replace('kind: Service\n', ''), '1:1 is no Kubernetes object: it has no kind'],
  ['a second document', `${service('a')}---\n\nname: b\n`, '7:1 is no Kubernetes object'],
  [
    'an item of a list',
    'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Secret\n  metadata: { name: a }\n- kind: Secret\n',
    '7:3 is no Kubernetes object: it has no apiVersion, metadata.name',
  ],
] as const) {
  test(`${what} in the place of an object is told with its place, not passed over`, () => {
    try {
      parseManifests(FILE, content);
      assert.unreachable();
    } catch (error) {
      assert.instance(error, RunbookError);
      const { message, exit } = error as RunbookError;
      assert.ok(message.includes(`${FILE}:${told}`), message);
      assert.is(exit, 3);
    }
  });
}

test('what stands in a namespace and names none stands in monitoring', () => {
  const [first] = parseManifests(FILE, service('a'));
  assert.is(first?.object.metadata.namespace, 'monitoring');
  const [kept] = parseManifests(FILE, `${service('a')}  namespace: kube-system\n`);
  assert.is(kept?.object.metadata.namespace, 'kube-system');
  const [role] = parseManifests(FILE, service('a').replace('Service', 'ClusterRole'));
  assert.is(role?.object.metadata.namespace, undefined);
});

test('a CRD keeps the text of its file, and only its name is read', () => {
  for (const raw of [
    crd('a.example.com'),
    crd('a.example.com').replaceAll('\n', '\r\n'),
    `---\n${crd('a.example.com')}`,
  ]) {
    const [only, ...more] = parseManifests(FILE, raw);
    assert.equal(more, []);
    assert.is(only?.raw, raw);
    assert.equal(only?.object, {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'a.example.com' },
    });
  }
});

test('of a CRD only what names it is read, however long it is and whatever follows', () => {
  const raw = `---\n${crd('a.example.com')}${'  description: many words\n'.repeat(40_000)}  x: [no YAML\n`;
  assert.is(parseManifests(FILE, raw)[0]?.raw, raw);
  assert.is(names(`${'\n'.repeat(200)}${crd('a.example.com')}`)[0], 'a.example.com');
});

test('two CRDs in one file are two objects, however they are parted', () => {
  const [a, b] = [crd('a.example.com'), crd('b.example.com')];
  const files = [`${a}---\n${b}`, `---\n${a}---\n${b}`, `# two\n---\n${a}--- # next\n${b}`, `${a}---\n${b}---\n`];
  for (const file of [...files, ...files.map((each) => each.replaceAll('\n', '\r\n'))]) {
    const found = parseManifests(FILE, file);
    assert.equal(
      found.map(({ object }) => object.metadata.name),
      ['a.example.com', 'b.example.com'],
      file,
    );
    assert.ok(found.every(({ raw }) => raw === undefined));
  }
});

for (const [what, content, place] of [
  ['a tab', 'a: 1\nb:\n\t- c\n', '3:1'],
  ['a key that is there twice', 'a: 1\nb: 2\na: 3\n', '3:1'],
  ['an open bracket', 'a: [1, 2\nb: 3\n', '2:1'],
  ['an alias of nothing', 'a: 1\nb: *nobody\n', '2:4'],
  ['an error in the second document', 'a: 1\n---\nb: {c\n', '4:1'],
] as const) {
  test(`${what} is told with file, line and column`, () => {
    const { message, exit, failure: told } = failure(content);
    assert.match(message, `${FILE}:${place} `);
    assert.is(exit, 3);
    assert.is(told.section, '2.1');
  });
}

test.run();
