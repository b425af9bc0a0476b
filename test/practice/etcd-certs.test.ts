import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { UnknownHost } from '../../lib/ssh/host-key.ts';
import {
  answers,
  config,
  failureOf,
  knownHosts,
  leavesNothing,
  mastersOf,
  onMaster1,
  path,
  when,
  write,
} from '../helpers/practice-masters.ts';

leavesNothing();

when('the pair of master1, byte for byte, and its key only when asked for', async () => {
  const etcd = answers();
  const { found } = await mastersOf().readCertificates(etcd);
  assert.equal([found.host, found.node], ['master1', 'master1']);
  assert.is(found.certificatePath, '/etc/ssl/etcd/ssl/node-master1.pem');
  assert.is(found.certificate, readFileSync(onMaster1('node-master1.pem'), 'utf8'));
  assert.is(found.ca, readFileSync(onMaster1('ca.pem'), 'utf8'));
  assert.not.match(JSON.stringify(found), 'PRIVATE KEY');
  const { key } = await mastersOf().readKey(etcd, found, []);
  assert.is(key.reveal(), readFileSync(onMaster1('node-master1-key.pem'), 'utf8'));
});

when('found by the name that the machine gives itself', async () => {
  const { found } = await mastersOf().readCertificates(answers({ hosts: ['198.51.100.12'], ssh: viaAddress() }));
  assert.is(found.node, 'master2');
});

/** The plane's user and key for a host that ssh_config doesn't name. */
function viaAddress() {
  const identityFile = resolve('.practice/ssh/id_ed25519');
  return { config: '/dev/null', user: 'tks-practice', identityFile, knownHosts };
}

when('a sudo password goes by stdin and comes out nowhere', async () => {
  const { found } = await mastersOf().readCertificates(answers({ ssh: { sudo: { password: { env: 'X' } } } }));
  assert.is(found.ca, readFileSync(onMaster1('ca.pem'), 'utf8'));
});

when('sudo none: a plain word about root', async () => {
  const error = await failureOf(mastersOf().readCertificates(answers({ ssh: { sudo: 'none' } })));
  assert.is(error.failure.section, '3.5');
  assert.match(error.message, /Permission denied.*etcd\.certificates\.ssh\.sudo: nopasswd/);
});

when('nothing there: everything that was looked for', async () => {
  const error = await failureOf(mastersOf().readCertificates(answers({ layout: 'kubeadm' })));
  assert.match(error.message, /looked for \/etc\/kubernetes\/pki\/etcd\/healthcheck-client\.crt/);
});

when('a key file that is gone by the time of apply', async () => {
  const { found } = await mastersOf().readCertificates(answers());
  const gone = { ...found, keyPath: '/etc/ssl/etcd/ssl/node-gone-key.pem' };
  assert.match((await failureOf(mastersOf().readKey(answers(), gone, []))).message, /node-gone-key\.pem: No such file/);
});

when('an unknown host: its fingerprint and the line for known_hosts; the next host is tried', async () => {
  const ssh = { knownHosts: write('empty', '') };
  const error = await failureOf(mastersOf().readCertificates(answers({ hosts: ['master1', 'master2'], ssh })));
  assert.is(error.failure.causes.length, 2);
  const [line] = readFileSync(knownHosts, 'utf8').split('\n');
  const shown = execFileSync('ssh-keygen', ['-lf', '-'], { input: `${line}\n`, encoding: 'utf8' }).split(' ')[1];
  assert.ok(shown && error.message.includes(shown));
  assert.ok(error.message.includes(`ssh-keyscan -p 22 -t ed25519 198.51.100.11 >> ${path('empty')}`));
});

when('an unknown host that a person confirms is asked about once', async () => {
  const asked: UnknownHost[] = [];
  const confirmHost = async (host: UnknownHost) => asked.push(host) > 0;
  // The plane's own says yes, which forbids the question.
  const asking = readFileSync(config, 'utf8').replaceAll('StrictHostKeyChecking yes', 'StrictHostKeyChecking ask');
  const etcd = answers({ ssh: { config: write('asking', asking), knownHosts: write('empty', '') } });
  const masters = mastersOf({ confirmHost });
  const { found } = await masters.readCertificates(etcd);
  await masters.readKey(etcd, found, []);
  assert.equal(
    asked.map(({ name, type }) => [name, type]),
    [['master1', 'ssh-ed25519']],
  );
  assert.is(readFileSync(path('empty'), 'utf8'), '');
  await failureOf(mastersOf({ confirmHost: async () => false }).readCertificates(etcd));
});

when('a changed host key stops, without another host', async () => {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path('forged')]);
  const forged = readFileSync(path('forged.pub'), 'utf8').split(' ').slice(0, 2).join(' ');
  const ssh = { knownHosts: write('changed', `198.51.100.11 ${forged}\n`) };
  const error = await failureOf(mastersOf().readCertificates(answers({ hosts: ['master1', 'master2'], ssh })));
  assert.is(error.failure.causes.length, 1);
  assert.match(error.message, /host key changed/);
});

when('a host that is known by one type is asked for that type', async () => {
  const rsa = readFileSync(knownHosts, 'utf8')
    .split('\n')
    .filter((line) => line.includes(' ssh-rsa '));
  assert.ok(rsa.length > 0);
  const { found } = await mastersOf().readCertificates(
    answers({ ssh: { knownHosts: write('rsa', `${rsa.join('\n')}\n`) } }),
  );
  assert.is(found.node, 'master1');
});

when('a host that is down is passed over, and all that failed have a line', async () => {
  const down = { host: 'master1', port: 9 };
  const { found, failed } = await mastersOf().readCertificates(answers({ hosts: [down, 'master2'] }));
  assert.equal([found.host, failed.map(({ host }) => host)], ['master2', ['master1']]);
  const error = await failureOf(mastersOf().readCertificates(answers({ hosts: [down, { host: 'master3', port: 9 }] })));
  assert.equal(
    error.failure.causes.map((cause) => (typeof cause === 'string' ? cause : cause.en).split(':')[0]),
    ['master1', 'master3'],
  );
});

when('a server that accepts and never answers ends inside its time limit', async () => {
  const silent = createServer((socket) => socket.on('error', () => {}).resume()).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const start = Date.now();
  const etcd = answers({ hosts: [{ host: '127.0.0.1', port }] });
  const error = await failureOf(mastersOf({ connectLimit: 400 }).readCertificates(etcd));
  assert.match(error.message, /no answer within 0.4 s/);
  assert.ok(Date.now() - start < 15_000);
  silent.close();
  await once(silent, 'close');
});

when('a wrong login is said once, with what was offered', async () => {
  const ssh = { identityFile: path('forged') };
  const error = await failureOf(mastersOf().readCertificates(answers({ ssh })));
  assert.match(error.message, /refuses the login: .*offered: .*forged/);
});

when('through a jump host, each machine under its own name', async () => {
  const { found } = await mastersOf().readCertificates(answers({ hosts: ['master3'], ssh: { jump: 'master2' } }));
  assert.is(found.node, 'master3');
  const lines = readFileSync(knownHosts, 'utf8').split('\n');
  const only = (address: string) => write('one', lines.filter((line) => line.startsWith(address)).join('\n'));
  const ask = (known: string) =>
    failureOf(
      mastersOf().readCertificates(answers({ hosts: ['master3'], ssh: { jump: 'master2', knownHosts: known } })),
    );
  assert.match((await ask(only('198.51.100.13'))).message, /jump host master2: its host key is in none/);
  assert.match(
    (await ask(only('198.51.100.12'))).message,
    /through jump host master2: .*ssh -p 22 tks-practice@198.51.100.12 ssh-keyscan/,
  );
});

when('every etcd member answers the pair through the master; a port that nobody has does not', async () => {
  const etcd = answers();
  const masters = mastersOf();
  const { found } = await masters.readCertificates(etcd);
  const membersOn = (port: number, ...last: number[]) => last.map((n) => ({ address: `198.51.100.${n}`, port }));
  const { probes } = await masters.readKey(etcd, found, membersOn(etcd.port, 11, 12, 13));
  for (const { address, outcome, healthy, version, certificate, cause } of probes) {
    assert.equal([outcome, healthy, cause], ['accepted', true, undefined], address);
    assert.match(version ?? '', /^3\.\d+\.\d+$/);
    assert.ok(certificate);
  }
  assert.is(probes.filter(({ leader }) => leader).length, 1);
  const { probes: nobody } = await masters.readKey(etcd, found, membersOn(9, 11));
  assert.is(nobody[0]?.outcome, 'unreachable');
  assert.match(nobody[0]?.cause?.en ?? '', /refused/i);
});

test.run();
