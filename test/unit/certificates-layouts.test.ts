import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { layoutsFor, nodesIn, pathsIn, refuseForbidden } from '../../lib/certificates/layouts.ts';

const [kubespray] = layoutsFor('kubespray');

test('auto is kubespray first, then kubeadm', () => {
  assert.equal(
    layoutsFor('auto').map(({ name }) => name),
    ['kubespray', 'kubeadm'],
  );
  assert.equal(
    layoutsFor('kubeadm').map(({ name }) => name),
    ['kubeadm'],
  );
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

for (const file of ['ca-key.pem', 'ca.key', 'member-node1.pem', 'member-node1-key.pem', 'peer.key', 'server.key']) {
  test(`${file} is refused`, () => {
    assert.throws(() => refuseForbidden(`/etc/ssl/etcd/ssl/${file}`), /must never leave the machine/);
  });
}

for (const file of ['ca.pem', 'ca.crt', 'node-member-1.pem', 'node-a-key.pem', 'healthcheck-client.key']) {
  test(`${file} is allowed`, () => refuseForbidden(`/member-x/${file}`));
}

test.run();
