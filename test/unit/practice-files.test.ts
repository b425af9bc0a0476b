import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { fingerprint } from '../../lib/practice/fingerprint.ts';
import { mastersOf } from '../../lib/practice/machines.ts';
import { etcdArguments, knownHost, sshConfig, sshdConfig } from '../../lib/practice/master-files.ts';
import { clusterObjects, controlPlanePods, nodes } from '../../lib/practice/objects.ts';
import { makeCertificates } from '../../lib/practice/pki.ts';
import { lookFor } from '../../lib/tools/look.ts';

const masters = mastersOf('namespace');
const [first] = masters;
if (!first) throw new Error('there are no masters');

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tks-test-'));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const openssl = lookFor('openssl')?.path;
const withOpenssl = openssl ? test : test.skip;

withOpenssl('certificates are named, linked and closed as kubespray leaves them', () =>
  inFolder(async (folder) => {
    await makeCertificates(openssl ?? '', join(folder, 'pki'), masters);
    assert.equal(readdirSync(join(folder, 'pki')).sort(), ['master1', 'master2', 'master3']);
    const own = join(folder, 'pki', 'master2');
    assert.is(statSync(own).mode & 0o777, 0o700);
    const files = ['admin-master2', 'ca', 'member-master2', 'node-master1', 'node-master2', 'node-master3'];
    assert.equal(readdirSync(own).sort(), files.flatMap((name) => [`${name}-key.pem`, `${name}.pem`]).sort());
    assert.is(readlinkSync(join(own, 'node-master1-key.pem')), 'node-master2-key.pem');
    assert.is(statSync(join(own, 'node-master2-key.pem')).mode & 0o077, 0);
  }),
);

withOpenssl('one pair is good for every member, at both ends', () =>
  inFolder(async (folder) => {
    await makeCertificates(openssl ?? '', join(folder, 'pki'), masters);
    const read = (master: string, file: string) => readFileSync(join(folder, 'pki', master, file));
    const ca = new X509Certificate(read('master1', 'ca.pem'));
    const leaf = new X509Certificate(read('master3', 'node-master3.pem'));
    assert.ok(ca.ca);
    assert.ok(leaf.verify(ca.publicKey));
    assert.equal(read('master3', 'ca.pem'), read('master1', 'ca.pem'));
    for (const { address } of masters) assert.is(leaf.checkIP(address), address);
    // clientAuth and serverAuth
    assert.equal([...leaf.keyUsage].sort(), ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
  }),
);

const withKeygen = lookFor('ssh-keygen') ? test : test.skip;

withKeygen('a fingerprint is what ssh-keygen prints', () =>
  inFolder(async (folder) => {
    const key = join(folder, 'key');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
    const printed = execFileSync('ssh-keygen', ['-lf', `${key}.pub`], { encoding: 'utf8' });
    assert.ok(printed.includes(` ${fingerprint(readFileSync(`${key}.pub`, 'utf8'))} `));
  }),
);

const withSsh = lookFor('ssh') ? test : test.skip;

withSsh('ssh reads our configuration as it is meant', () =>
  inFolder(async (folder) => {
    const loopback = mastersOf('loopback');
    writeFileSync(join(folder, 'config'), sshConfig(loopback, 'somebody', '/keys of mine'));
    const seen = execFileSync('ssh', ['-G', '-F', join(folder, 'config'), 'master3'], { encoding: 'utf8' });
    for (const line of ['hostname 127.0.0.4', 'port 2222', 'user somebody', 'stricthostkeychecking true']) {
      assert.ok(seen.includes(`\n${line}\n`), line);
    }
    assert.ok(seen.includes('/keys of mine/known_hosts'));
  }),
);

test('known_hosts names a port only where it is not 22', () => {
  assert.is(knownHost(first, 'ssh-ed25519 AAAA x\n'), '198.51.100.11 ssh-ed25519 AAAA\n');
  assert.is(knownHost({ ...first, host: '127.0.0.2', port: 2222 }, 'ssh-rsa B\n'), '[127.0.0.2]:2222 ssh-rsa B\n');
});

test('sshd listens at its own address only and takes keys only', () => {
  const lines = sshdConfig(first, 'namespace', '/etc/ssh').split('\n');
  assert.equal(
    lines.filter((line) => line.startsWith('ListenAddress')),
    ['ListenAddress 198.51.100.11:22'],
  );
  assert.ok(lines.includes('PasswordAuthentication no'));
  assert.ok(lines.includes('PermitRootLogin no'));
});

test('etcd lets neither clients nor peers in without a certificate', () => {
  const args = etcdArguments(first, masters, '/ssl', '/data');
  assert.ok(args.includes('--client-cert-auth=true'));
  assert.ok(args.includes('--peer-client-cert-auth=true'));
  assert.is(args.filter((argument) => argument.includes('http://') || argument.includes('0.0.0.0')).length, 0);
});

test('the members can be discovered as on a cluster by kubespray', () => {
  const config = clusterObjects().find(({ kind }) => kind === 'ConfigMap');
  const data = config?.data as { ClusterConfiguration: string };
  const { etcd } = parse(data.ClusterConfiguration);
  assert.equal(
    etcd.external.endpoints,
    masters.map(({ address }) => `https://${address}:2379`),
  );
  assert.is(etcd.external.certFile, '/etc/ssl/etcd/ssl/node-master1.pem');
});

test('scheduler and controller-manager run on each master as static pods do', () => {
  const pods = controlPlanePods();
  assert.is(pods.length, 6);
  for (const { metadata, spec } of pods) {
    const { nodeName, hostNetwork } = spec as { nodeName: string; hostNetwork: boolean };
    assert.is(metadata.name, `${metadata.labels?.component}-${nodeName}`);
    assert.ok(masters.some(({ name }) => name === nodeName) && hostNetwork);
    assert.ok('kubernetes.io/config.mirror' in (metadata.annotations ?? {}), 'no ServiceAccount is asked for');
  }
});

test('the nodes are three masters and three workers, each with an address of its own', () => {
  const addresses = nodes().map(({ status }) => (status as { addresses: { address: string }[] }).addresses[0]?.address);
  assert.is(new Set(addresses).size, 6);
  const role = 'node-role.kubernetes.io/control-plane';
  const names = nodes().flatMap(({ metadata }) => (role in (metadata.labels ?? {}) ? metadata.name : []));
  assert.equal(names, ['master1', 'master2', 'master3']);
});

test.run();
