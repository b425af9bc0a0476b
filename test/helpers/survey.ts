import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterFacts } from '../../lib/facts.ts';
import { createClient } from '../../lib/kubernetes/client.ts';
import { pinContext } from '../../lib/kubernetes/context.ts';
import { surveyCluster } from '../../lib/survey/cluster.ts';
import { findTool } from '../../lib/tools/find.ts';
import { temporaryFolder } from './openssl.ts';
import { type Answer, serveOnSocket } from './socket.ts';

/** Where kubectl is. */
export const kubectl = (await findTool('kubectl')).path;

/** A kubeconfig in the folder, with two clusters, the first of which is current. */
export function kubeconfig(folder: string, name: string, current = 'first'): string {
  const path = join(folder, name);
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

/** The answer to a list of these objects. */
export const list = (...items: unknown[]): Answer => ({ body: { metadata: { resourceVersion: '1' }, items } });
/** An object of that name, and what else its metadata has. */
export const named = (name: string, more = {}) => ({ metadata: { name, ...more } });
/** The answer of a group that serves these: plural, kind, and whether it's in namespaces. */
export const kinds = (...pairs: [string, string, boolean][]): Answer => ({
  body: { resources: pairs.map(([name, kind, namespaced]) => ({ name, kind, namespaced })) },
});
/** The answer to somebody who lacks the right to that. */
export const forbidden = (what: string): Answer => ({
  status: 403,
  body: { kind: 'Status', reason: 'Forbidden', message: `${what} is forbidden: User "alice" cannot read it` },
});

/** What a small cluster answers, by path, to somebody who may read all. */
export const CLUSTER: Record<string, Answer> = {
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

/** What the survey tells of a cluster that answers this in place of the usual, by this kubeconfig or one of its own. */
export async function survey(answers: Record<string, Answer> = {}, file?: string): Promise<ClusterFacts> {
  const folder = temporaryFolder();
  const all = { ...CLUSTER, ...answers };
  const api = await serveOnSocket((asked) => {
    const path = asked.replace('GET ', '').split('?')[0] ?? '';
    return all[path] ?? { status: 404, body: { message: `no ${path}` } };
  });
  const client = createClient(api.socket);
  try {
    const pinned = await pinContext({ kubectl, kubeconfig: file ?? kubeconfig(folder.path, 'config') });
    return await surveyCluster(client, pinned);
  } finally {
    await client.close();
    await api.close();
    folder.remove();
  }
}
