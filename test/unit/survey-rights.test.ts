import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkAnswers } from '../../lib/answers/check.ts';
import { loadStack } from '../../lib/stack/load.ts';
import { refusal } from '../helpers/refusal.ts';
import { inputOf, MINIATURE } from '../helpers/stack.ts';
import { CLUSTER, forbidden, survey } from '../helpers/survey.ts';

test('whoever may read little gets a survey all the same, which says what it does not know', async () => {
  const shut = Object.keys(CLUSTER).filter(
    (path) => !/^\/(version|api\/v1|apis\/[^/]+\/v1)$|namespaces\/monitoring$/.test(path),
  );
  const facts = await survey({
    ...Object.fromEntries(shut.map((path) => [path, forbidden(path)])),
    '/api/v1/namespaces/kube-system/configmaps/kubeadm-config': forbidden('configmaps'),
  });
  assert.equal(facts.namespaces, ['monitoring']);
  assert.equal([facts.nodes, facts.storageClasses, facts.ingressClasses, facts.etcd], [[], [], [], []]);
  assert.is(facts.uid, '');
  assert.equal(facts.unknown, [
    'APIService v1beta1.metrics.k8s.io',
    'ClusterIssuer',
    'ConfigMap kube-system/kubeadm-config',
    'IngressClass',
    'Issuer',
    'Namespace',
    'Namespace kube-system',
    'Node',
    'Pod',
    'Secret',
    'StorageClass',
  ]);
  const answers = { storage: { className: 'fast' }, grafana: { expose: 'ingress', ingress: { className: 'nginx' } } };
  const { answers: parsed } = inputOf(await loadStack(MINIATURE), answers as Parameters<typeof inputOf>[1]);
  assert.equal(checkAnswers(parsed, { cluster: facts }), []);
});

test('an API that is down, a login that fails and a right that is missing are told as such, before anything changes', async () => {
  const down = 'dial tcp 192.0.2.1:6443: connect: connection refused\n';
  const told = await refusal(survey({ '/version': { status: 500, body: down } }));
  assert.is(told.exit, 3);
  assert.match(told.message, down.trim());
  assert.match(told.failure.hint?.en ?? '', 'readyz');
  const login = await refusal(survey({ '/version': { status: 401, body: { message: 'Unauthorized' } } }));
  assert.is(login.exit, 3);
  assert.match(login.failure.hint?.en ?? '', 'log in');
  const shut = await refusal(survey({ '/version': forbidden('path "/version"') }));
  assert.is(shut.exit, 3);
  assert.match(shut.message, 'User "alice" cannot');
  const cut = await refusal(survey({ '/version': (to) => to.destroy() }));
  assert.is(cut.exit, 3);
});

test('an error other than a missing right is not taken for an empty cluster', async () => {
  const broken = await refusal(survey({ '/api/v1/nodes': { status: 500, body: { message: 'etcd is broken' } } }));
  assert.match(broken.message, 'etcd is broken');
  const undiscovered = survey({ '/apis/cert-manager.io/v1': { status: 500, body: { message: 'no discovery' } } });
  assert.match((await refusal(undiscovered)).message, 'no discovery');
});

test('an API that fails to tell what it serves is no API that serves nothing', async () => {
  // Nothing else of the survey asks for this one.
  const group = '/apis/cilium.io/v2';
  const broken = await survey({ [group]: { status: 500, body: { kind: 'Status', message: 'etcd is gone' } } }).catch(
    (error: unknown) => error,
  );
  assert.match(String(broken), 'etcd is gone');
  const may = await survey({ [group]: forbidden('discovery') });
  assert.not(may.kinds.includes('cilium.io/CiliumNetworkPolicy'));
});

test('Secrets of which nothing may be read are unknown, not absent', async () => {
  const secrets = '/api/v1/namespaces/monitoring/secrets';
  const denied = { [secrets]: forbidden('secrets'), [`${secrets}/grafana-ca-secret`]: forbidden('secrets') };
  const facts = await survey(denied);
  assert.is(facts.secrets, undefined);
  assert.ok(facts.unknown?.includes('Secret monitoring/grafana-ca-secret'), facts.unknown?.join());
});

test.run();
