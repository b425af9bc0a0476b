import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { loadAnswers } from '../../lib/answers/load.ts';
import { readOptions } from '../../lib/command/options.ts';
import { practiceOptions } from '../../lib/run/practised.ts';

const cwd = fileURLToPath(new URL('../..', import.meta.url));

function answersOf(args: string[], mode: 'loopback' | 'namespace') {
  const { answers, set } = practiceOptions(readOptions(['--practice', ...args], {}), mode);
  return loadAnswers({ files: answers, sets: set, cwd });
}

test('without root the answers for the plane leave etcd out, with root they do not', () => {
  assert.is(answersOf([], 'loopback').etcd, undefined);
  assert.ok(answersOf([], 'namespace').etcd);
});

test("the operator's own flags come after ours", () => {
  const { etcd, cluster } = answersOf(['--set', 'etcd.port=2381', '--set', 'cluster.name=mine'], 'loopback');
  assert.equal(etcd, { port: 2381 });
  assert.is(cluster?.name, 'mine');
});

test('a run on the plane never asks', () => {
  assert.ok(practiceOptions(readOptions(['--practice'], {}), 'namespace').yes);
});

test.run();
