import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkAnswers } from '../../lib/answers/check.ts';
import { RunbookError } from '../../lib/errors.ts';
import type { ClusterFacts } from '../../lib/facts.ts';
import { MEMBER_LABEL } from '../../lib/inventory/applyset.ts';
import { createClient } from '../../lib/kubernetes/client.ts';
import { pinContext } from '../../lib/kubernetes/context.ts';
import { loadStack } from '../../lib/stack/load.ts';
import { surveyCluster } from '../../lib/survey/cluster.ts';
import { findTool } from '../../lib/tools/find.ts';
import { temporaryFolder } from '../helpers/openssl.ts';
import { type Answer, serveOnSocket } from '../helpers/socket.ts';
import { inputOf, MINIATURE } from '../helpers/stack.ts';

const kubectl = (await findTool('kubectl')).path;
const folder = temporaryFolder();
test.after(folder.remove);

/** A kubeconfig with two clusters, the first of which is current. */
function kubeconfig(name: string, current = 'first'): string {
  const path = join(folder.path, name);
  const names = ['first', 'second'];
  writeFileSync(
    path,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      ...(current && { 'current-context': current }),
      clusters: names.map((each) => ({ name: each, cluster: { server: `https://${each}.example.com:6443` } })),
      contexts: names.map((each) => ({ name: each, context: { cluster: each, user: 'u' } })),
      users: [{ name: 'u', user: {} }],
    }),
  );
  return path;
}

const list = (...items: unknown[]): Answer => ({ body: { metadata: { resourceVersion: '1' }, items } });
const named = (name: string, more = {}) => ({ metadata: { name, ...more } });
const kinds = (...pairs: [string, string, boolean][]): Answer => ({
  body: { resources: pairs.map(([name, kind, namespaced]) => ({ name, kind, namespaced })) },
});
const forbidden = (what: string): Answer => ({
  status: 403,
  body: { kind: 'Status', reason: 'Forbidden', message: `${what} is forbidden: User "alice" cannot read it` },
});

const CLUSTER: Record<string, Answer> = {
  '/version': { body: { gitVersion: 'v1.36.3' } },
  '/api/v1': kinds(
    ['namespaces', 'Namespace', false],
    ['nodes', 'Node', false],
    ['pods', 'Pod', true],
    ['configmaps', 'ConfigMap', true],
    ['secrets', 'Secret', true],
  ),
  '/apis/storage.k8s.io/v1': kinds(['storageclasses', 'StorageClass', false]),
  '/apis/networking.k8s.io/v1': kinds(['ingressclasses', 'IngressClass', false]),
  '/apis/apiregistration.k8s.io/v1': kinds(['apiservices', 'APIService', false]),
  '/apis/cert-manager.io/v1': kinds(
    ['certificates', 'Certificate', true],
    ['issuers', 'Issuer', true],
    ['clusterissuers', 'ClusterIssuer', false],
  ),
  '/apis/cert-manager.io/v1/namespaces/monitoring/issuers': list(named('grafana-ca-issuer')),
  '/apis/cert-manager.io/v1/clusterissuers': list(named('corp')),
  '/api/v1/namespaces/kube-system': { body: named('kube-system', { uid: 'u-1' }) },
  '/api/v1/namespaces/monitoring': { body: named('monitoring') },
  '/api/v1/namespaces': list(named('kube-system'), named('monitoring')),
  '/api/v1/nodes': list({
    ...named('node1', { labels: { 'node-role.kubernetes.io/control-plane': '' } }),
    status: { addresses: [{ type: 'InternalIP', address: '192.0.2.1' }] },
  }),
  '/apis/storage.k8s.io/v1/storageclasses': list({ ...named('fast'), provisioner: 'x' }),
  '/apis/networking.k8s.io/v1/ingressclasses': list(named('nginx')),
  '/apis/apiregistration.k8s.io/v1/apiservices/v1beta1.metrics.k8s.io': {
    body: { ...named('x'), spec: { service: { namespace: 'kube-system', name: 'metrics-server' } } },
  },
  '/api/v1/namespaces/kube-system/pods': list(),
  '/api/v1/pods': list(),
  '/api/v1/namespaces/monitoring/pods': list(),
  '/api/v1/namespaces/monitoring/secrets': list(named('grafana-ca-secret')),
  '/apis/cert-manager.io/v1/namespaces/monitoring/certificates': list(),
};

/** What the survey tells of a cluster that answers this in place of the usual. */
async function survey(answers: Record<string, Answer> = {}, file = kubeconfig('config')): Promise<ClusterFacts> {
  const all = { ...CLUSTER, ...answers };
  const api = await serveOnSocket((asked) => {
    const path = asked.replace('GET ', '').split('?')[0] ?? '';
    return all[path] ?? { status: 404, body: { message: `no ${path}` } };
  });
  const client = createClient(api.socket);
  try {
    return await surveyCluster(client, await pinContext({ kubectl, kubeconfig: file }));
  } finally {
    await client.close();
    await api.close();
  }
}

async function failure(work: Promise<unknown>): Promise<RunbookError> {
  const error = await work.catch((thrown: unknown) => thrown);
  if (error instanceof RunbookError) return error;
  throw new Error(`a RunbookError was expected, not ${error}`);
}

test('who answers the metrics API is known to be ours by the label of our inventory', async () => {
  const service = { namespace: 'monitoring', name: 'prometheus-adapter' };
  const path = '/apis/apiregistration.k8s.io/v1/apiservices/v1beta1.metrics.k8s.io';
  const body = { ...named('x', { labels: { [MEMBER_LABEL.key]: MEMBER_LABEL.value } }), spec: { service } };
  const { metricsApi } = await survey({ [path]: { body } });
  assert.equal(metricsApi, { namespace: 'monitoring', service: 'prometheus-adapter', ours: true });
});

test('so is a Secret', async () => {
  const ours = named('etcd-certs', { labels: { [MEMBER_LABEL.key]: MEMBER_LABEL.value } });
  const { secrets } = await survey({ '/api/v1/namespaces/monitoring/secrets': list(ours, named('theirs')) });
  assert.equal(secrets, [{ name: 'etcd-certs', ours: true }, { name: 'theirs' }]);
});

test('the survey of somebody who may read all', async () => {
  const file = kubeconfig('all');
  const facts = await survey({}, relative('.', file));
  assert.equal([facts.context, facts.server, facts.uid], ['first', 'https://first.example.com:6443', 'u-1']);
  assert.is(facts.kubeconfig, file);
  assert.equal(facts.namespaces, ['kube-system', 'monitoring']);
  assert.equal(facts.kinds, ['cert-manager.io/Certificate', 'cert-manager.io/Issuer']);
  assert.equal(facts.metricsApi, { namespace: 'kube-system', service: 'metrics-server' });
  assert.equal(facts.etcd, [{ address: '192.0.2.1', from: 'node' }]);
  assert.equal(facts.issuers, [
    { kind: 'Issuer', name: 'grafana-ca-issuer' },
    { kind: 'ClusterIssuer', name: 'corp' },
  ]);
  assert.equal(facts.secrets, [{ name: 'grafana-ca-secret' }]);
  assert.is(facts.unknown, undefined);
});

test('scheduler, ingress controllers, tunnels and what is isolated are read along', async () => {
  const pod = (name: string, labels: object, spec: object = {}) => ({ ...named(name, { labels }), spec });
  const command = ['kube-scheduler', '--bind-address=127.0.0.1'];
  const spec = { nodeName: 'node1', containers: [{ name: 'c', command }] };
  const facts = await survey({
    '/api/v1': kinds(
      ['namespaces', 'Namespace', false],
      ['nodes', 'Node', false],
      ['pods', 'Pod', true],
      ['services', 'Service', true],
      ['configmaps', 'ConfigMap', true],
    ),
    '/apis/networking.k8s.io/v1': kinds(
      ['ingressclasses', 'IngressClass', false],
      ['networkpolicies', 'NetworkPolicy', true],
    ),
    '/api/v1/namespaces/kube-system/pods': list(pod('kube-scheduler-node1', { component: 'kube-scheduler' }, spec)),
    '/api/v1/namespaces/kube-system/services': list({ ...named('dns'), spec: { ports: [{ name: 'dns' }] } }),
    '/api/v1/namespaces/monitoring/services': list(),
    '/api/v1/pods': list(pod('c', { 'app.kubernetes.io/name': 'ingress-nginx' }, { hostNetwork: true })),
    '/apis/networking.k8s.io/v1/ingressclasses': list({
      ...named('nginx'),
      spec: { controller: 'k8s.io/ingress-nginx' },
    }),
    '/api/v1/namespaces/monitoring/pods': list(pod('grafana-1', { app: 'grafana' })),
    '/apis/networking.k8s.io/v1/namespaces/monitoring/networkpolicies': list({
      ...named('p'),
      spec: { podSelector: {} },
    }),
    '/api/v1/nodes': list(named('node1', { annotations: { 'projectcalico.org/IPv4VXLANTunnelAddr': '10.233.64.1' } })),
  });
  const labels = { component: 'kube-scheduler' };
  assert.equal(facts.controlPlane, [{ component: 'kube-scheduler', bindAddress: '127.0.0.1', node: 'node1', labels }]);
  assert.equal(facts.systemServices, [{ name: 'dns', labels: {}, ports: ['dns'] }]);
  assert.equal(facts.ingressControllers, [{ namespace: '', controller: 'k8s.io/ingress-nginx', hostNetwork: true }]);
  assert.equal(facts.ingressClasses, [{ name: 'nginx', default: false, controller: 'k8s.io/ingress-nginx' }]);
  assert.equal(facts.isolation, {
    pods: [{ app: 'grafana' }],
    policies: [{ name: 'p', ours: false, spec: { podSelector: {} } }],
  });
  assert.equal(facts.nodes[0]?.tunnels, ['10.233.64.1']);
});

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
  const told = await failure(survey({ '/version': { status: 500, body: down } }));
  assert.is(told.exit, 3);
  assert.match(told.message, down.trim());
  assert.match(told.failure.hint?.en ?? '', 'readyz');
  const login = await failure(survey({ '/version': { status: 401, body: { message: 'Unauthorized' } } }));
  assert.is(login.exit, 3);
  assert.match(login.failure.hint?.en ?? '', 'log in');
  const shut = await failure(survey({ '/version': forbidden('path "/version"') }));
  assert.is(shut.exit, 3);
  assert.match(shut.message, 'User "alice" cannot');
  const cut = await failure(survey({ '/version': (to) => to.destroy() }));
  assert.is(cut.exit, 3);
});

test('an error other than a missing right is not taken for an empty cluster', async () => {
  const broken = await failure(survey({ '/api/v1/nodes': { status: 500, body: { message: 'etcd is broken' } } }));
  assert.match(broken.message, 'etcd is broken');
  const undiscovered = survey({ '/apis/cert-manager.io/v1': { status: 500, body: { message: 'no discovery' } } });
  assert.match((await failure(undiscovered)).message, 'no discovery');
});

test('the context is pinned: what is made current afterwards changes nothing', async () => {
  const file = kubeconfig('pinned');
  const pinned = await pinContext({ kubectl, kubeconfig: file });
  kubeconfig('pinned', 'second');
  assert.is(pinned.context, 'first');
  assert.is((await pinContext({ kubectl, kubeconfig: file, context: 'first' })).context, 'first');
  assert.is((await pinContext({ kubectl, kubeconfig: file })).context, 'second');
});

test('without a current context nothing is pinned, and the survey asks for one', async () => {
  const file = kubeconfig('none', '');
  const connection = { kubectl, kubeconfig: file };
  assert.equal(await pinContext(connection), connection);
  const error = await failure(survey({}, file));
  assert.is(error.exit, 3);
  assert.match(error.failure.hint?.en ?? '', '--context');
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

test("a node is played by kwok's own mark alone", async () => {
  const { nodes } = await survey({
    '/api/v1/nodes': list(named('a', { annotations: { 'kwok.x-k8s.io/node': 'fake' } }), named('b')),
  });
  assert.equal(
    nodes.map(({ name, kwok }) => [name, kwok]),
    [
      ['a', true],
      ['b', false],
    ],
  );
});

test('the classes: which is the default, what can grow, when it binds, who serves an Ingress', async () => {
  const isDefault = (of: string) => ({ annotations: { [`${of}.kubernetes.io/is-default-class`]: 'true' } });
  const { storageClasses, ingressClasses } = await survey({
    '/apis/storage.k8s.io/v1/storageclasses': list(
      { ...named('slow'), provisioner: 'x', allowVolumeExpansion: false, volumeBindingMode: 'Immediate' },
      {
        ...named('fast', isDefault('storageclass')),
        provisioner: 'csi.example.com',
        allowVolumeExpansion: true,
        volumeBindingMode: 'WaitForFirstConsumer',
      },
    ),
    '/apis/networking.k8s.io/v1/ingressclasses': list(named('other', { annotations: {} }), {
      ...named('nginx', isDefault('ingressclass')),
      spec: { controller: 'k8s.io/ingress-nginx' },
    }),
  });
  assert.equal(storageClasses, [
    { name: 'slow', default: false, provisioner: 'x', expandable: false, bindsOnFirstConsumer: false },
    { name: 'fast', default: true, provisioner: 'csi.example.com', expandable: true, bindsOnFirstConsumer: true },
  ]);
  assert.equal(ingressClasses, [
    { name: 'other', default: false },
    { name: 'nginx', default: true, controller: 'k8s.io/ingress-nginx' },
  ]);
});

test.run();
