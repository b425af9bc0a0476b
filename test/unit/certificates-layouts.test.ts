import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { layoutsFor, nodesKnown } from '../../lib/certificates/known-layouts.ts';
import { isNamed, type Layout, nodesIn, pathsIn, refuseForbidden } from '../../lib/certificates/layouts.ts';
import type { EtcdFilesFact } from '../../lib/facts.ts';
import { kubespray as kubesprayCluster, stacked, surveyed } from '../helpers/etcd-clusters.ts';

const [kubespray] = layoutsFor('kubespray');
/** The certificates that would be looked for, in order. */
const wanted = (layouts: readonly Layout[]) =>
  layouts.flatMap((layout) => layout.folders.map((folder) => pathsIn(folder, layout, 'X').certificatePath));
const files = (folder: string): EtcdFilesFact => ({
  from: 'kubeadm-config',
  certificatePath: `${folder}/client.crt`,
  keyPath: `${folder}/client.key`,
  caPath: `${folder}/ca.crt`,
});

const BY_DEFAULT = [
  '/etc/ssl/etcd/ssl/node-X.pem',
  '/etc/kubernetes/pki/etcd/healthcheck-client.crt',
  '/etc/kubernetes/ssl/etcd/healthcheck-client.crt',
  '/etc/kubernetes/pki/apiserver-etcd-client.crt',
  '/etc/kubernetes/ssl/apiserver-etcd-client.crt',
];

test("auto is kubespray first, then kubeadm, kube-apiserver's own pair last; an answer takes one of them", () => {
  assert.equal(wanted(layoutsFor('auto')), BY_DEFAULT);
  assert.equal(wanted(layoutsFor('kubespray')), BY_DEFAULT.slice(0, 1));
  assert.equal(wanted(layoutsFor('kubeadm')), BY_DEFAULT.slice(1));
});

test('what the cluster tells goes first: the folder in use, not the one that another installer left', async () => {
  const [first] = wanted(layoutsFor('auto', await surveyed(stacked())));
  assert.is(first, '/etc/kubernetes/pki/etcd/healthcheck-client.crt');
  const [other] = wanted(layoutsFor('auto', await surveyed(stacked('/etc/kubernetes/ssl'))));
  assert.is(other, '/etc/kubernetes/ssl/etcd/healthcheck-client.crt');
  const elsewhere = wanted(layoutsFor('auto', await surveyed(stacked('/etc/kubernetes/own'))));
  assert.equal(elsewhere.slice(0, 2), [
    '/etc/kubernetes/own/etcd/healthcheck-client.crt',
    '/etc/kubernetes/own/apiserver-etcd-client.crt',
  ]);
  assert.is(new Set(elsewhere).size, elsewhere.length, 'each place once');
  const kept = wanted(layoutsFor('auto', await surveyed(kubesprayCluster())));
  assert.is(kept[0], BY_DEFAULT[0]);
  assert.equal(kept.toSorted(), BY_DEFAULT.toSorted(), 'nothing else');
});

test("kubespray's pair in another folder, and its name for a machine", () => {
  const etcdFiles: EtcdFilesFact[] = [
    {
      from: 'kube-apiserver',
      certificatePath: '/etc/etcd/ssl/node-n1.pem',
      keyPath: '/etc/etcd/ssl/node-n1-key.pem',
      caPath: '/etc/etcd/ssl/ca.pem',
    },
  ];
  assert.is(wanted(layoutsFor('auto', { etcdFiles }))[0], '/etc/etcd/ssl/node-X.pem');
  assert.equal(nodesKnown({ etcdFiles }), ['n1']);
  assert.not(
    wanted(layoutsFor('auto', { etcdFiles })).includes('/etc/etcd/ssl/node-n1.pem'),
    'not once more by its path',
  );
});

test('a pair of its own place is the last resort, after a healthcheck-client beside its CA', () => {
  const etcdFiles = [files('/etc/kubernetes/pki/etcd-external')];
  const all = layoutsFor('auto', { etcdFiles });
  assert.is(wanted(all)[0], '/etc/kubernetes/pki/etcd-external/healthcheck-client.crt');
  assert.is(wanted(all).at(-1), '/etc/kubernetes/pki/etcd-external/client.crt');
  assert.is(all.at(-1)?.broad, true);
  assert.equal(pathsIn('/', all.at(-1) as Layout, ''), {
    certificatePath: '/etc/kubernetes/pki/etcd-external/client.crt',
    keyPath: '/etc/kubernetes/pki/etcd-external/client.key',
    caPath: '/etc/kubernetes/pki/etcd-external/ca.crt',
  });
  assert.is(wanted(layoutsFor('kubeadm', { etcdFiles })).at(-1), '/etc/kubernetes/pki/etcd-external/client.crt');
  assert.equal(wanted(layoutsFor('kubespray', { etcdFiles })), BY_DEFAULT.slice(0, 1), 'forced');
  assert.equal(layoutsFor('kubespray', { etcdFiles }).filter(isNamed).length, 1);
});

test('no path of the cluster leads root out of the folders of installers', () => {
  for (const folder of ['/home/joe', '/etc', '/etc/kubernetes/../../home/joe', '/etc/kubernetes-joe', '/etc/etcdx']) {
    const etcdFiles = [
      files(folder),
      { ...files('/etc/etcd'), certificatePath: `${folder}/x.crt` },
      { ...files(folder), certificatePath: `${folder}/node-n1.pem`, keyPath: `${folder}/node-n1-key.pem` },
    ];
    const etcdAuthorities = [`${folder}/ca.pem`, `${folder}/ca.crt`, `${folder}/etcd/ca.crt`];
    const all = wanted(layoutsFor('auto', { etcdFiles, etcdAuthorities }));
    assert.equal(
      all.filter((path) => !BY_DEFAULT.includes(path) && !path.startsWith('/etc/etcd/')),
      [],
    );
  }
});

test('a place that the cluster alone tells of is known as such', () => {
  const told = layoutsFor('auto', { etcdFiles: [files('/etc/etcd/pki')] }).filter((layout) => layout.told);
  assert.equal(wanted(told), ['/etc/etcd/pki/healthcheck-client.crt', '/etc/etcd/pki/client.crt']);
});

test('paths of a node', () => {
  assert.ok(kubespray);
  assert.equal(pathsIn('/etc/ssl/etcd/ssl', kubespray, 'node1'), {
    certificatePath: '/etc/ssl/etcd/ssl/node-node1.pem',
    keyPath: '/etc/ssl/etcd/ssl/node-node1-key.pem',
    caPath: '/etc/ssl/etcd/ssl/ca.pem',
  });
});

test('a listing gives the nodes that have a key, never a member or the key itself', () => {
  assert.ok(kubespray);
  const listing = ['ca.pem', 'ca-key.pem', 'member-a.pem', 'member-a-key.pem', 'admin-a.pem', 'admin-a-key.pem'];
  const nodes = ['node-b.pem', 'node-b-key.pem', 'node-a.pem', 'node-a-key.pem', 'node-nokey.pem'];
  assert.equal(nodesIn([...listing, ...nodes], kubespray), ['a', 'b']);
});

const FORBIDDEN = ['ca-key.pem', 'ca.key', 'member-node1.pem', 'member-node1-key.pem', 'peer.key', 'peer.crt'];
for (const file of [
  ...FORBIDDEN,
  'server.key',
  'server.crt',
  'server-ca.key',
  'etcd-ca-key.pem',
  'server-client.key',
  'ca_key.pem',
  'etcd_ca.key',
  'rootCA.key',
  'ca.key.pem',
  'server-key.pem',
  'peer-key.pem',
  'etcd-server.key',
  'etcd-peer.key',
]) {
  test(`${file} is refused`, () => {
    assert.throws(() => refuseForbidden(`/etc/ssl/etcd/ssl/${file}`), /must never leave the machine/);
  });
}

const ALLOWED = ['ca.pem', 'ca.crt', 'node-member-1.pem', 'node-a-key.pem', 'healthcheck-client.key'];
const OF_KUBERNETES = [
  'front-proxy-client.key',
  'apiserver.crt',
  'apiserver-kubelet-client.crt',
  'sa.key',
  'admin.conf',
];
for (const file of OF_KUBERNETES) {
  test(`${file}, which is not etcd's, is refused`, () => {
    assert.throws(() => refuseForbidden(`/etc/kubernetes/pki/${file}`), /must never leave the machine/);
  });
}

for (const file of [
  ...ALLOWED,
  'server-ca.crt',
  'apiserver-etcd-client.key',
  'node-ca-1-key.pem',
  'client.key',
  'etcd-client-key.pem',
  'rootCA.pem',
]) {
  test(`${file} is allowed`, () => refuseForbidden(`/member-x/${file}`));
}

test.run();
