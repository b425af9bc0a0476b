import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { asMember } from '../../lib/inventory/applyset.ts';
import { labelRaw } from '../../lib/inventory/label-raw.ts';
import type { KubeObject } from '../../lib/kubernetes/object.ts';
import { PRESENT } from '../helpers/stack.ts';

const crd = (metadata: string) => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
${metadata}
spec:
  versions:
  - schema:
      properties:
        metadata:
          labels: {}
`;
const ANNOTATED = '  annotations:\n    a.example/version: v1\n  name: x.example.com';

/** The metadata of a CRD's file, as generators and people lay it out. */
const LAYOUTS: Record<string, string> = {
  'without labels, as controller-gen writes it': ANNOTATED,
  'with labels': `${ANNOTATED}\n  labels:\n    app: x\n    z: "1"`,
  'with labels first, and deeper': '  labels:\n      app: x\n  name: x.example.com',
  'with labels: {}': `${ANNOTATED}\n  labels: {}`,
  'with labels in braces': `${ANNOTATED}\n  labels: { app: x }`,
  'with labels that hold nothing': '  labels:\n  name: x.example.com',
  'with labels that hold nothing, at the end': '  name: x.example.com\n  labels:',
  'with a comment under labels': '  name: x.example.com\n  labels:\n    # why\n    app: x',
  'with creationTimestamp: null': '  creationTimestamp: null\n  name: x.example.com',
  'with four spaces': '    name: x.example.com\n    labels:\n        app: x',
  'with an annotation that looks like labels': '  annotations:\n    labels: none\n  name: x.example.com',
  'taken out of a cluster, our label on it':
    '  name: x.example.com\n  labels:\n    applyset.kubernetes.io/part-of: applyset-of-another-v1',
  'with metadata in braces': '  { name: x.example.com }',
};

function labelledRight(raw: string, what: string): void {
  assert.equal(parse(labelRaw(raw)), asMember(parse(raw) as KubeObject), what);
}

for (const [what, metadata] of Object.entries(LAYOUTS)) {
  test(`a CRD ${what} gets the label and nothing else`, () => {
    labelledRight(crd(metadata), what);
    labelledRight(crd(metadata).replaceAll('\n', '\r\n'), `${what}, CRLF`);
    labelledRight(`---\n# comment\n${crd(metadata)}`, `${what}, after ---`);
  });
}

test('a file as generators write it is not written anew', () => {
  const raw = crd(ANNOTATED);
  const added = labelRaw(raw)
    .split('\n')
    .filter((line) => !raw.split('\n').includes(line));
  assert.is(added.length, 2);
});

test('a file in JSON gets it too', () => labelledRight(JSON.stringify(parse(crd(ANNOTATED))), 'JSON'));

for (const stack of PRESENT) {
  test(`every CRD of ${stack}`, () => {
    const setup = join(stack, 'manifests/setup');
    assert.ok(existsSync(setup));
    const files = readdirSync(setup).filter((name) => name.includes('CustomResourceDefinition'));
    assert.ok(files.length >= 10);
    // Parsing all of the real ones takes seconds: the smaller half will do, and the largest is parsed by nobody.
    const texts = files.map((name) => readFileSync(join(setup, name), 'utf8')).sort((a, b) => a.length - b.length);
    for (const raw of texts.slice(0, 5)) labelledRight(raw, stack);
    for (const raw of texts) assert.ok(labelRaw(raw).startsWith(raw.slice(0, 60)), 'not parsed and written anew');
  });
}

test.run();
