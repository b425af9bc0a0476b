import { relative } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { MEMBER_LABEL } from '../../lib/inventory/applyset.ts';
import { temporaryFolder } from '../helpers/openssl.ts';
import { kinds, kubeconfig, list, named, survey } from '../helpers/survey.ts';

const folder = temporaryFolder();
test.after(folder.remove);

test('the survey of somebody who may read all', async () => {
  const file = kubeconfig(folder.path, 'all');
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
