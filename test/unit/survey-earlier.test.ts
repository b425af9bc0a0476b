import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { asMember } from '../../lib/inventory/applyset.ts';
import { createClient } from '../../lib/kubernetes/client.ts';
import type { KubeObject } from '../../lib/kubernetes/object.ts';
import { readEarlier } from '../../lib/survey/earlier.ts';
import { readInside } from '../../lib/survey/inside.ts';
import { type Answer, serveOnSocket } from '../helpers/socket.ts';

const FORBIDDEN: Answer = { status: 403, body: { kind: 'Status', reason: 'Forbidden', message: 'forbidden' } };
const APPLIED = [{ manager: 'tks-runbook', operation: 'Apply', fieldsV1: {} }];
const ours = (name: string, namespace: string, managedFields: unknown = APPLIED) =>
  asMember({ apiVersion: 'v1', kind: 'X', metadata: { name, namespace, managedFields } } as KubeObject);
const kinds = (name: string, kind: string): Answer => ({ body: { resources: [{ name, kind, namespaced: true }] } });
const list = (...items: unknown[]): Answer => ({ body: { metadata: {}, items } });

const ROLES = '/apis/rbac.authorization.k8s.io/v1/roles';
const SECRETS = '/api/v1/namespaces/monitoring/secrets';
const CONFIG = '/api/v1/namespaces/kube-system/configmaps/kubeadm-config';
const SERVED: Record<string, Answer> = {
  '/apis/rbac.authorization.k8s.io/v1': kinds('roles', 'Role'),
  [ROLES]: list(),
  [SECRETS]: list(),
  '/api/v1': { body: { resources: [...['secrets Secret', 'configmaps ConfigMap'].map(served)] } },
};
function served(pair: string) {
  const [name, kind] = pair.split(' ');
  return { name, kind, namespaced: true };
}

/** What is read of an API that answers this, what it was asked, and what could not be read. */
async function read(answers: Record<string, Answer>) {
  const asked: string[] = [];
  const api = await serveOnSocket((request) => {
    const url = request.replace('GET ', '');
    asked.push(decodeURIComponent(url));
    return { ...SERVED, ...answers }[url.split('?')[0] ?? ''] ?? { status: 404, body: { message: 'none' } };
  });
  const client = createClient(api.socket);
  const unread: string[] = [];
  try {
    const earlier = await readEarlier(client, (what) => unread.push(what));
    const inside = await readInside(client, (what) => unread.push(what));
    return { facts: { ...earlier, ...inside }, asked, unread: unread.sort() };
  } finally {
    await client.close();
    await api.close();
  }
}

test('what earlier answers made is found again, and only what we applied', async () => {
  const { facts, asked, unread } = await read({
    [ROLES]: list(
      ours('prometheus-k8s', 'orders'),
      ours('prometheus-k8s', 'default'),
      ours('prometheus-k8s-config', 'monitoring'),
      ours('prometheus-k8s', 'copied', []),
    ),
    [SECRETS]: list(ours('prometheus-remote-write-a', 'monitoring')),
  });
  assert.equal(facts, {
    scrapedNamespaces: ['default', 'orders'],
    remoteWriteSecrets: ['prometheus-remote-write-a'],
  });
  assert.equal(unread, []);
  const secrets = asked.find((url) => url.startsWith(SECRETS)) ?? '';
  assert.match(secrets, 'applyset.kubernetes.io/part-of=');
  assert.match(secrets, 'app.kubernetes.io/name=prometheus-remote-write');
});

test('what may not be read, or is not served, fails nothing', async () => {
  const { facts, unread } = await read({ [ROLES]: FORBIDDEN, [SECRETS]: FORBIDDEN, [CONFIG]: FORBIDDEN });
  assert.equal(facts, {});
  assert.equal(unread, ['ConfigMap kube-system/kubeadm-config', 'Role', 'Secret']);
  const none = await read({ '/apis/rbac.authorization.k8s.io/v1': { status: 404, body: {} }, [SECRETS]: list() });
  assert.equal(none.facts, { scrapedNamespaces: [], remoteWriteSecrets: [] });
});

test("the cluster's own addresses and names are those that kubeadm wrote down", async () => {
  const config = (networking: string): Answer => ({
    body: { metadata: { name: 'kubeadm-config' }, data: { ClusterConfiguration: networking } },
  });
  const inside = async (networking: string) => (await read({ [CONFIG]: config(networking) })).facts.inside;
  const both =
    'networking: { podSubnet: "10.233.64.0/18,fd85::/112", serviceSubnet: 10.233.0.0/18, dnsDomain: k8s.corp }';
  assert.equal(await inside(both), { ranges: ['10.233.64.0/18', 'fd85::/112', '10.233.0.0/18'], domain: 'k8s.corp' });
  assert.equal(await inside('kind: ClusterConfiguration'), { ranges: [] });
});

test.run();
