import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { RunbookError } from '../../lib/errors.ts';
import type { ClaimFact } from '../../lib/facts.ts';
import type { Output } from '../../lib/output/output.ts';
import { createScrubber } from '../../lib/output/scrubber.ts';
import { preflight } from '../../lib/run/preflight.ts';
import { loadStack } from '../../lib/stack/load.ts';
import type { Input, Step } from '../../lib/step.ts';
import { text } from '../../lib/text.ts';
import { inputOf, MINIATURE } from '../helpers/stack.ts';

const stack = await loadStack(MINIATURE);
const claim = (asked: string): ClaimFact => ({
  name: 'prometheus-k8s-db-prometheus-k8s-0',
  size: asked,
  asked,
  bound: true,
});
const input = (claims: ClaimFact[] = [], version = 'v1.36.3') =>
  inputOf(stack, { storage: { className: 'a' } }, { claims, version, namespaces: ['monitoring'] });

/** What is said of an input, on the way to a plan of these steps. */
function said(of: Input, ...steps: Step[]): string[] {
  const words: string[] = [];
  const output: Output = {
    lang: 'en',
    format: 'text',
    verbose: false,
    scrubber: createScrubber(),
    print: () => {},
    note: (...lines) => words.push(...lines.map((line) => (typeof line === 'string' ? line : line.en))),
    event: () => {},
    include: () => {},
    result: () => {},
  };
  preflight(output, of, new Set(steps));
  return words;
}
const step = (more: Partial<Step>): Step => ({ name: 'a', section: '5.3', title: text('a', 'a'), ...more });

test("a version mismatch and the steps' notes are warnings; nothing amiss says nothing", () => {
  assert.equal(said(input(), step({})), []);
  const [mismatch, note, ...more] = said(input([], 'v1.20.0'), step({ notes: () => [text('careful', '주의')] }));
  assert.match(mismatch ?? '', /^! The stack .*this cluster runs v1\.20\.0/);
  assert.is(note, '! careful');
  assert.equal(more, []);
  const out = step({ notes: () => [text('no', '없음')], leftOut: () => text('out', '제외') });
  assert.equal(said(input(), out), []);
});

test('a size that Kubernetes cannot give ends the run before anything, as an answer that cannot be used', () => {
  try {
    said(input([claim('90Gi')]), step({}));
    assert.unreachable();
  } catch (error) {
    assert.instance(error, RunbookError);
    assert.is((error as RunbookError).exit, 2);
    assert.match((error as RunbookError).message, 'storage.prometheus.size: 50Gi is less than what is there');
  }
  assert.equal(said(input([claim('50Gi')]), step({})), []);
});

test('a class that nobody decides ends the run like any other missing answer', () => {
  const undecided = inputOf(stack, {}, { namespaces: ['monitoring'] });
  try {
    said(undecided, step({}));
    assert.unreachable();
  } catch (error) {
    assert.instance(error, RunbookError);
    assert.is((error as RunbookError).exit, 2);
    assert.match((error as RunbookError).message, /storage\.className \(4\.4\): .*--set 'storage\.className=/);
  }
});

test.run();
