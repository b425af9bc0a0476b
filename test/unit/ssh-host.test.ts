import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, hostname as machineName, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { HostError } from '../../lib/ssh/failure.ts';
import { type Master, resolveHost, type SshAnswers } from '../../lib/ssh/host.ts';

const folder = mkdtempSync(join(tmpdir(), 'tks-test-'));
const config = join(folder, 'config');
writeFileSync(
  config,
  `Host m1
  HostName 10.0.0.11
  Port 2222
  User ops
  IdentityFile /keys/%h
  UserKnownHostsFile /k/one /k/two
  GlobalKnownHostsFile /k/global
  HashKnownHosts yes
  ConnectTimeout 3
  ProxyJump u@outer:2200,inner
Host inner
  HostName 10.0.0.2
  ProxyJump never
Host circle
  ProxyJump circle
Host command
  ProxyCommand nc %h %p
Host fdpass
  ProxyCommand nc %h %p
  ProxyUseFdpass yes
Host last
  StrictHostKeyChecking accept-new
  AddressFamily inet6
  BindAddress ::1
  RevokedHostKeys ~/revoked
  CertificateFile /c/%h-cert.pub
  ProxyJump m0,command
Host alias
  HostKeyAlias known-as
  IdentityAgent none
Host tokens
  HostName 10.0.0.4
  HostKeyAlias known-as
  IdentityFile /keys/%n-%k-%i-%%-%r-%p
  IdentityFile /keys/%l/%L
  IdentityFile \${KEYS}/\${NONE}
  ProxyCommand nc %n %k
  RevokedHostKeys %d/revoked
`,
);
test.after(() => rmSync(folder, { recursive: true }));

/** Of two variables one is set. */
const NAMED = '/by-name/${NONE}';
const tools = { ssh: 'ssh', sshKeygen: 'ssh-keygen' };
const resolve = (master: Master, answers: Partial<SshAnswers> = {}) =>
  resolveHost(master, {
    tools,
    answers: { config, sudo: 'none', ...answers },
    env: { SSH_AUTH_SOCK: '/agent', KEYS: '/by-name' },
  });

test('what ssh would do', async () => {
  const host = await resolve('m1');
  assert.equal([host.name, host.hostname, host.port, host.user], ['m1', '10.0.0.11', 2222, 'ops']);
  assert.equal(host.identityFiles, ['/keys/10.0.0.11']);
  assert.equal(host.knownHostsFiles, ['/k/one', '/k/two', '/k/global']);
  assert.equal([host.hashKnownHosts, host.connectTimeout, host.agent], [true, 3, '/agent']);
});

test("jumps in order; only the first one's own ProxyJump would count", async () => {
  const { jumps } = await resolve('m1');
  assert.equal(
    jumps.map(({ name, hostname, port, user }) => [name, hostname, port, user === 'u']),
    [
      ['outer', 'outer', 2200, true],
      ['inner', '10.0.0.2', 22, false],
    ],
  );
  const nested = await resolve('x', { jump: 'inner' });
  assert.equal(
    nested.jumps.map(({ name }) => name),
    ['never', 'inner'],
  );
});

test('the answers win, and the machine-wide known_hosts stays', async () => {
  const answers = { user: 'root', identityFile: '/mine', knownHosts: '/k/mine', jump: 'bastion' };
  const host = await resolve({ host: 'm1', port: 22 }, answers);
  assert.equal([host.port, host.user, host.identityRequired], [22, 'root', true]);
  assert.equal(host.identityFiles, ['/mine']);
  assert.equal(host.knownHostsFiles, ['/k/mine', '/k/global']);
  assert.equal(
    host.jumps.map(({ name, identityFiles }) => [name, identityFiles.at(-1)]),
    [['bastion', '/mine']],
  );
});

test('an alias for known_hosts, and no agent where the configuration says so', async () => {
  const host = await resolve('alias');
  assert.equal([host.hostKeyAlias, host.agent], ['known-as', undefined]);
});

test('ProxyCommand with its tokens, not where another machine makes the connection', async () => {
  assert.is((await resolve({ host: 'command', port: 7 })).proxyCommand, 'nc command 7');
  const { jumps, ...last } = await resolve('last');
  assert.equal(
    jumps.map(({ name, proxyCommand }) => [name, proxyCommand]),
    [
      ['m0', undefined],
      ['command', undefined],
    ],
  );
  assert.equal([last.strict, last.family, last.localAddress], ['lax', 6, '::1']);
  assert.equal([last.revokedKeysFile, last.certificateFiles], [join(homedir(), 'revoked'), ['/c/last-cert.pub']]);
});

test('the tokens that ssh leaves in, as it replaces them itself; a name is without the user', async () => {
  const { identityFiles, proxyCommand, revokedKeysFile } = await resolve('op@tokens');
  const uid = String(userInfo().uid);
  const [short] = machineName().split('.');
  assert.equal(identityFiles, [`/keys/tokens-known-as-${uid}-%-op-22`, `/keys/${machineName()}/${short}`, NAMED]);
  assert.equal([proxyCommand, revokedKeysFile], ['nc tokens known-as', join(homedir(), 'revoked')]);
  const [file] = (await resolve('op@m1')).identityFiles;
  assert.is(file, '/keys/10.0.0.11');
});

test('IPv6 addresses, bare, in brackets and with a zone; StrictHostKeyChecking in its forms', async () => {
  for (const [given, hostname] of [
    ['::1', '::1'],
    ['[fe80::1%eth0]', 'fe80::1%eth0'],
    ['u@[::1]', '::1'],
  ] as const)
    assert.is((await resolve(given)).hostname, hostname);
  assert.is((await resolve('u@[::1]')).user, 'u');
  assert.is((await resolve('m1')).strict, 'ask');
});

const refused: [string, Master, Partial<SshAnswers>, RegExp][] = [
  ['a circle of jumps', 'circle', {}, /circle/],
  ['ProxyUseFdpass', 'fdpass', {}, /ProxyUseFdpass/],
  ['a configuration that is not there', 'm1', { config: join(folder, 'none') }, /ssh -G refuses it: .*No such file/],
];
for (const [name, master, answers, expected] of refused) {
  test(`${name} is refused`, async () => {
    const error = await resolve(master, answers).catch((e) => e);
    assert.instance(error, HostError);
    assert.match(error.message, expected);
  });
}

test('a host is never taken for an option of ssh', async () => {
  const error = await resolve(`-oProxyCommand=touch ${join(folder, 'made')}`).catch((e) => e);
  assert.instance(error, HostError);
});

test('a missing ssh is named', async () => {
  const none = join(folder, 'no-ssh');
  const options = { tools: { ...tools, ssh: none }, answers: { sudo: 'none' } as const, env: {} };
  const error = await resolveHost('m1', options).catch((e) => e);
  assert.match(error.message, /no-ssh can't be run/);
});

test.run();
