import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { kubectlLine } from '../../lib/kubernetes/kubectl-line.ts';

test('a command names the very cluster, in words that a shell takes as they are', () => {
  const cluster = { context: "admin@it's", kubeconfig: '/home/op/my conf' };
  assert.is(
    kubectlLine(cluster, '-n', 'monitoring', 'get', 'pods'),
    "kubectl --kubeconfig '/home/op/my conf' --context 'admin@it'\\''s' -n monitoring get pods",
  );
});

test('within a pod there is no context to name', () => {
  assert.is(kubectlLine({ context: '' }, 'get', 'nodes'), 'kubectl get nodes');
});

test.run();
