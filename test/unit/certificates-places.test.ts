import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ETCD_ENV } from '../../lib/certificates/etcd-env.ts';
import { type CertificateFiles, localFiles } from '../../lib/certificates/files.ts';
import { searchOf } from '../../lib/certificates/host-search.ts';
import type { KnownFiles } from '../../lib/certificates/known-layouts.ts';
import { findCertificate } from '../../lib/certificates/search.ts';
import { HostError } from '../../lib/ssh/failure.ts';
import type { EtcdAnswers } from '../../lib/ssh/host.ts';
import { stacked, surveyed } from '../helpers/etcd-clusters.ts';
import { makePki, type TestPki } from '../helpers/etcd-pki.ts';

let pki: TestPki;
let stranger: TestPki;
test.before(() => {
  pki = makePki();
  stranger = makePki();
  pki.issue('good');
  pki.issue('expired', 'ca', { days: -1 });
});
test.after(() => {
  pki.remove();
  stranger.remove();
});

/** A master: a folder of this machine with such files in it, called node7 by itself. */
function master(files: Record<string, string>, written: Record<string, string> = {}) {
  const root = mkdtempSync(join(pki.folder, 'root-'));
  const make = (path: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    return join(root, path);
  };
  for (const [path, source] of Object.entries(files)) cpSync(pki.path(source), make(path));
  for (const [path, words] of Object.entries(written)) writeFileSync(make(path), words);
  const asked: string[] = [];
  const there: CertificateFiles = {
    read: (path) => {
      asked.push(path);
      return localFiles.read(join(root, path));
    },
    list: (folder) => localFiles.list(join(root, folder)),
    names: async () => ['node7'],
  };
  return { there, asked };
}

type Layout = EtcdAnswers['certificates']['layout'];
function find(there: CertificateFiles, known: KnownFiles = {}, layout: Layout = 'auto', host = '10.0.0.17') {
  const etcd = { certificates: { layout } } as EtcdAnswers;
  return findCertificate(there, searchOf(etcd, { master: host, known }, new Date()));
}
const failure = async (finding: Promise<unknown>): Promise<HostError> => {
  const error = await finding.catch((e: unknown) => e);
  assert.instance(error, HostError);
  return error as HostError;
};

const SSL = '/etc/ssl/etcd/ssl';
const node = (name: string, folder = SSL) => ({
  [`${folder}/ca.pem`]: 'ca.pem',
  [`${folder}/node-${name}.pem`]: 'good.pem',
  [`${folder}/node-${name}-key.pem`]: 'good-key.pem',
});
const healthcheck = (folder: string, pair = 'good') => ({
  [`${folder}/ca.crt`]: 'ca.pem',
  [`${folder}/healthcheck-client.crt`]: `${pair}.pem`,
  [`${folder}/healthcheck-client.key`]: `${pair}-key.pem`,
});
const ofApiserver = (pkiFolder: string) => ({
  [`${pkiFolder}/etcd/ca.crt`]: 'ca.pem',
  [`${pkiFolder}/apiserver-etcd-client.crt`]: 'good.pem',
  [`${pkiFolder}/apiserver-etcd-client.key`]: 'good-key.pem',
});
const ENV = [
  'ETCD_NAME=etcd1',
  'ETCD_ADVERTISE_CLIENT_URLS=https://10.0.0.11:2379',
  'ETCD_INITIAL_CLUSTER=etcd1=https://10.0.0.11:2380,etcd2=https://10.0.0.12:2380',
  'ETCD_TRUSTED_CA_FILE=/srv/etcd/ca.pem',
  'ETCD_CERT_FILE=/srv/etcd/member-inventory-a.pem',
  'ETCD_LISTEN_METRICS_URLS=http://10.0.0.11:2381,http://127.0.0.1:2381',
].join('\n');

test('kubespray: by the name the machine gives itself, and what its etcd.env tells comes along', async () => {
  const { there } = master({ ...node('node7'), ...node('node1') }, { [ETCD_ENV]: ENV });
  const found = await find(there);
  assert.is(found.certificatePath, `${SSL}/node-node7.pem`);
  assert.equal(found.environment, { addresses: ['10.0.0.11', '10.0.0.12'], metrics: ['http://10.0.0.11:2381'] });
});

test("etcd.env's own name finds the pair where ssh and the machine have other names, and before a listing", async () => {
  const { there } = master({ ...node('inventory-a'), ...node('a-first') }, { [ETCD_ENV]: ENV });
  assert.is((await find(there)).node, 'inventory-a');
  const unlisted = { ...there, list: () => Promise.reject(new HostError('refused', { en: 'no', ko: 'no' })) };
  assert.is((await find(unlisted)).node, 'inventory-a', 'sudo may allow nothing but cat');
});

test("etcd.env's own folder is looked into", async () => {
  const { there } = master(node('inventory-a', '/srv/etcd'), { [ETCD_ENV]: ENV });
  assert.is((await find(there)).certificatePath, '/srv/etcd/node-inventory-a.pem');
});

test('where etcd.env may not be read, the search goes on without, and it is never the first to be read', async () => {
  const { there, asked } = master(node('x'));
  const read = (path: string) =>
    path === ETCD_ENV ? Promise.reject(new HostError('refused', { en: 'no', ko: 'no' })) : there.read(path);
  const found = await find({ ...there, read });
  assert.is(found.node, 'x');
  assert.is(found.environment, undefined);
  assert.ok(asked.length > 0);
  const lost = (path: string) =>
    path === ETCD_ENV ? Promise.reject(new HostError('lost', { en: 'gone', ko: 'gone' })) : there.read(path);
  assert.is((await failure(find({ ...there, read: lost }))).kind, 'lost', 'it was needed');
});

test('a name that the cluster uses finds a pair of another machine, where the own name finds none', async () => {
  const etcdFiles = [
    {
      from: 'kubeadm-config' as const,
      certificatePath: `${SSL}/node-n1.pem`,
      keyPath: `${SSL}/node-n1-key.pem`,
      caPath: `${SSL}/ca.pem`,
    },
  ];
  const { there } = master({ ...node('n1'), ...node('a') });
  assert.is((await find(there, { etcdFiles })).node, 'n1');
  assert.is((await find(there)).node, 'a', 'otherwise by listing');
});

for (const folder of ['/etc/kubernetes/pki', '/etc/kubernetes/ssl', '/etc/kubernetes/own']) {
  test(`kubeadm in ${folder}: the narrow pair, though kube-apiserver's is there too`, async () => {
    const { there } = master({ ...healthcheck(`${folder}/etcd`), ...ofApiserver(folder) });
    const known = await surveyed(stacked(folder));
    assert.is((await find(there, known)).certificatePath, `${folder}/etcd/healthcheck-client.crt`);
    assert.is((await find(there, known, 'kubeadm')).certificatePath, `${folder}/etcd/healthcheck-client.crt`);
    assert.is((await failure(find(there, known, 'kubespray'))).kind, 'missing');
  });
}

test("kubeadm with an etcd elsewhere: kube-apiserver's pair, in the usual and in a place of its own", async () => {
  const usual = master(ofApiserver('/etc/kubernetes/pki'));
  assert.is((await find(usual.there)).certificatePath, '/etc/kubernetes/pki/apiserver-etcd-client.crt');
  const own = master({
    '/etc/etcd/ca.crt': 'ca.pem',
    '/etc/etcd/c.crt': 'good.pem',
    '/etc/etcd/c.key': 'good-key.pem',
  });
  const paths = { certificatePath: '/etc/etcd/c.crt', keyPath: '/etc/etcd/c.key', caPath: '/etc/etcd/ca.crt' };
  const found = await find(own.there, { etcdFiles: [{ from: 'kube-apiserver', ...paths }] });
  assert.is(found.keyPath, '/etc/etcd/c.key');
  assert.is((await failure(find(own.there))).kind, 'missing', 'nobody told');
});

test('what another installer left behind is not taken before what is in use', async () => {
  const { there } = master({ ...node('node7'), ...healthcheck('/etc/kubernetes/pki/etcd') });
  assert.is((await find(there)).certificatePath, `${SSL}/node-node7.pem`);
  const known = await surveyed(stacked());
  assert.is((await find(there, known)).certificatePath, '/etc/kubernetes/pki/etcd/healthcheck-client.crt');
});

test('a narrow pair that expired is said, not replaced by a broader one in silence', async () => {
  const folder = '/etc/kubernetes/pki';
  const { there } = master({ ...ofApiserver(folder), ...healthcheck(`${folder}/etcd`, 'expired') });
  const error = await failure(find(there));
  assert.match(error.message, /healthcheck-client\.crt: .*expired/);
});

const NAMED: [string, string, string][] = [
  ["a member's own pair", '/etc/etcd/member-a.pem', '/etc/etcd/member-a-key.pem'],
  ["a server's pair", '/etc/kubernetes/pki/etcd/server.crt', '/etc/kubernetes/pki/etcd/server.key'],
  ["the CA's key", '/etc/etcd/client.crt', '/etc/etcd/ca.key'],
];
for (const [what, certificatePath, keyPath] of NAMED) {
  test(`${what} is never taken, whoever names it`, async () => {
    const { there, asked } = master({
      [certificatePath]: 'good.pem',
      [keyPath]: 'good-key.pem',
      '/etc/etcd/ca.crt': 'ca.pem',
    });
    const etcdFiles = [{ from: 'kubeadm-config' as const, certificatePath, keyPath, caPath: '/etc/etcd/ca.crt' }];
    const error = await failure(find(there, { etcdFiles }));
    assert.match(error.message, /must never leave the machine/);
    assert.not(asked.includes(keyPath));
  });
}

test('what the cluster names elsewhere is not read, and is said', async () => {
  const { there, asked } = master({ '/srv/c.crt': 'good.pem', '/srv/c.key': 'good-key.pem', '/srv/ca.crt': 'ca.pem' });
  const paths = { certificatePath: '/srv/c.crt', keyPath: '/srv/c.key', caPath: '/srv/ca.crt' };
  const error = await failure(find(there, { etcdFiles: [{ from: 'kubeadm-config', ...paths }] }));
  assert.match(error.message, /names \/srv\/c\.crt, which isn't read with root's rights .* source: files/);
  assert.equal(
    asked.filter((path) => path.startsWith('/srv/')),
    [],
  );
});

test("a CA file of a place that the cluster alone names is cut to the client's own authorities", async () => {
  const bundle = () => {
    const pem = `${pki.read('ca.pem')}${stranger.read('ca.pem')}`;
    return { '/etc/etcd/ca.crt': pem, '/etc/kubernetes/pki/etcd/ca.crt': pem };
  };
  const paths = { certificatePath: '/etc/etcd/c.crt', keyPath: '/etc/etcd/c.key', caPath: '/etc/etcd/ca.crt' };
  const told = master({ '/etc/etcd/c.crt': 'good.pem' }, bundle());
  const found = await find(told.there, { etcdFiles: [{ from: 'kubeadm-config', ...paths }] });
  assert.is(found.ca.trim(), pki.read('ca.pem').trim());
  // In the installer's own folder there may be several: a CA that is being renewed.
  const usual = master({ '/etc/kubernetes/pki/etcd/healthcheck-client.crt': 'good.pem' }, bundle());
  assert.is((await find(usual.there)).ca, Object.values(bundle())[0]);
});

test("a pair that opens Kubernetes isn't taken by another name", async () => {
  for (const name of ['front-proxy-client', 'kube-apiserver-kubelet-client', 'system:admin']) {
    pki.issue(name);
    const { there } = master({ ...node('node7'), [`${SSL}/node-node7.pem`]: `${name}.pem` });
    assert.match((await failure(find(there))).message, `${name} is a client of Kubernetes`);
  }
});

test('nothing that a terminal obeys is in what is said', async () => {
  const evil = '\u001b[2J\u202e\u0007';
  const names = async () => [`node7${evil}`];
  const list = async () => [`node-${evil}.pem`, `node-${evil}-key.pem`];
  const { there } = master({});
  const etcd = { certificates: { layout: 'auto' } } as EtcdAnswers;
  const search = searchOf(etcd, { master: '10.0.0.1' }, new Date());
  const passedOver = [`/home/${evil}`];
  const error = await failure(findCertificate({ ...there, names, list }, { ...search, passedOver }));
  assert.not.match(error.message, /[\p{Cc}\p{Cf}]/u);
  assert.not.match(error.words.ko, /[\p{Cc}\p{Cf}]/u);
});

const BUILT_IN: [string, string, RegExp][] = [
  ['k3s', '/var/lib/rancher/k3s/server/tls/etcd/server-ca.crt', /etcd-expose-metrics: true.*rancher\/k3s\/config/],
  ['rke2', '/var/lib/rancher/rke2/server/tls/etcd/server-ca.crt', /etcd-expose-metrics: true.*rancher\/rke2\/config/],
  ['k0s', '/var/lib/k0s/pki/etcd/ca.crt', /listen-metrics-urls/],
];
for (const [name, path, setting] of BUILT_IN) {
  test(`${name} is recognised on the machine, and nothing of it is taken`, async () => {
    const folder = dirname(path);
    const { there } = master({
      [path]: 'ca.pem',
      [`${folder}/client.crt`]: 'good.pem',
      [`${folder}/client.key`]: 'good-key.pem',
    });
    const error = await failure(find(there));
    assert.is(error.kind, 'missing');
    assert.match(error.words.en, setting);
    assert.match(error.words.ko, name);
    assert.match(error.words.en, 'source: none');
  });
}

test('a machine that has nothing of etcd at all is said so, with every place', async () => {
  const error = await failure(find(master({}).there));
  for (const path of [`${SSL}/node-node7.pem`, `${SSL}/node-*.pem`, '/etc/kubernetes/pki/apiserver-etcd-client.crt'])
    assert.ok(error.message.includes(path), path);
  assert.not.match(error.message, /node-10\.pem/);
});

test("a folder of this machine may hold kube-apiserver's pair side by side, or k3s' files, which are recognised", async () => {
  const folder = mkdtempSync(join(pki.folder, 'flat-'));
  const put = (target: string, source: string) => cpSync(pki.path(source), join(folder, target));
  put('ca.crt', 'ca.pem');
  put('apiserver-etcd-client.crt', 'good.pem');
  put('apiserver-etcd-client.key', 'good-key.pem');
  const etcd = { certificates: { layout: 'auto' } } as EtcdAnswers;
  const at = (directory: string) =>
    findCertificate(localFiles, searchOf(etcd, { master: undefined, folder: directory }, new Date()));
  assert.is((await at(folder)).caPath, join(folder, 'ca.crt'));
  const k3s = mkdtempSync(join(pki.folder, 'k3s-'));
  cpSync(pki.path('ca.pem'), join(k3s, 'server-ca.crt'));
  assert.match((await failure(at(k3s))).message, 'etcd-expose-metrics');
});

test.run();
