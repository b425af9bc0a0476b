import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { EXIT, type RunbookError } from '../../lib/errors.ts';
import { linesReport } from '../../lib/output/progress.ts';
import { clusterConfig } from '../../lib/practice/cluster.ts';
import { commandLine } from '../../lib/practice/command-line.ts';
import { requestOf } from '../../lib/practice/main.ts';
import { operatorArguments, readyOperator } from '../../lib/practice/operator-pod.ts';
import { describe } from '../../lib/practice/words.ts';
import { text } from '../../lib/text.ts';

const script = fileURLToPath(import.meta.url);

test('the arguments are those after the script, by node and by zx alike', () => {
  assert.equal(commandLine(['/node', script, 'up', '--lang', 'ko'], script), ['up', '--lang', 'ko']);
  assert.equal(commandLine(['/node', '/bin/zx', script, 'down'], script), ['down']);
  assert.equal(commandLine(['/node', '/bin/zx', '--quiet', script, 'status'], script), ['status']);
});

test('a command and its flags are understood', () => {
  const request = requestOf(['status', '--output', 'json', '--lang', 'ko']);
  assert.equal(request, { command: 'status', output: 'json', lang: 'ko' });
  assert.is(requestOf(['--help']).command, 'help');
});

test('whatever else is bad usage', () => {
  for (const args of [
    [],
    ['start'],
    ['up', 'down'],
    ['up', '--force'],
    ['up', '--lang', 'fr'],
    ['up', '--output', 'xml'],
  ]) {
    assert.throws(
      () => requestOf(args),
      (error: RunbookError) => error.exit === EXIT.usage,
      args.join(' '),
    );
  }
});

test('the cluster binds loopback and takes our binaries', () => {
  const tool = (path: string) => ({ path, from: 'path' as const });
  const config = clusterConfig({
    kubectl: tool('/kubectl'),
    etcd: tool('/etcd'),
    'kube-apiserver': tool('/api'),
    'kube-controller-manager': tool('/manager'),
    'kube-scheduler': tool('/scheduler'),
    kwok: tool('/kwok'),
    kwokctl: tool('/kwokctl'),
  }) as { options: Record<string, string> };
  assert.is(config.options.bindAddress, '127.0.0.1');
  assert.is(config.options.kubeApiserverBinary, '/api');
  assert.is(config.options.kubectlBinary, '/kubectl');
});

function pod(ready: string, args: string[], deletionTimestamp?: string) {
  return {
    metadata: { name: 'x', ...(deletionTimestamp && { deletionTimestamp }) },
    spec: {
      containers: [
        { name: 'kube-rbac-proxy', args: ['--other'] },
        { name: 'prometheus-operator', args },
      ],
    },
    status: { conditions: [{ type: 'Ready', status: ready }] },
  };
}

test('the operator takes the flags of the pod that is ready', () => {
  assert.is(readyOperator({ items: [] }), undefined);
  assert.is(readyOperator({ items: [pod('False', ['--a'])] }), undefined);
  const items = [pod('True', ['--old'], '2026-01-01T00:00:00Z'), pod('False', ['--a']), pod('True', ['--b'])];
  assert.equal(readyOperator({ items }), ['--b']);
});

test('a pod that has no conditions yet is not ready', () => {
  const fresh = { metadata: {}, spec: { containers: [{ name: 'prometheus-operator' }] }, status: {} };
  assert.is(readyOperator({ items: [fresh] }), undefined);
});

test('where it listens and how it reaches the API is not for the pod to say', () => {
  const flags = ['--kubelet-service=kube-system/kubelet', '--web.listen-address=:8080', '--apiserver=x'];
  const args = operatorArguments(flags, 'https://s', '/ca', '/cert', '/key');
  assert.equal(args.slice(0, 2), ['--kubelet-service=kube-system/kubelet', '--apiserver=https://s']);
  assert.equal(
    args.filter((flag) => flag.startsWith('--web.')),
    ['--web.listen-address=127.0.0.1:0'],
  );
});

test('a report tells each piece of work when it ends, and nothing of one that failed', async () => {
  const lines: string[] = [];
  const report = linesReport('ko', (line) => lines.push(line));
  assert.is(await report.during(text('work', '작업'), async () => 7), 7);
  const failed = report.during(text('more', '추가'), () => Promise.reject(new Error('no')));
  await failed.then(
    () => assert.unreachable(),
    () => {},
  );
  assert.equal(lines, ['✔ 작업 (0초)']);
});

test('a state says what is wrong and how to repair it', () => {
  const words = describe({
    running: true,
    healthy: false,
    problems: ['x broke'],
    home: '',
    cache: '',
    mode: 'loopback',
  });
  assert.match(words.en, /not healthy; repair it with: .*up[\s\S]*x broke/);
  assert.match(words.ko, /x broke/);
});

test.run();
