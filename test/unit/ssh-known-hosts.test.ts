import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { SshHost } from '../../lib/ssh/host.ts';
import { changedHostError, keyscanLine, revokedHostError, unknownHostError } from '../../lib/ssh/host-key.ts';
import { fingerprintOf, hostKeyAlgorithms, judge, keyTypeOf, readKnownKeys } from '../../lib/ssh/known-hosts.ts';

const folder = mkdtempSync(join(tmpdir(), 'tks-test-'));
test.after(() => rmSync(folder, { recursive: true }));

const tools = { ssh: 'ssh', sshKeygen: 'ssh-keygen' };
const file = join(folder, 'known_hosts');

/** Makes a host key; its public half as known_hosts has it, and as a server shows it. */
function makeKey(name: string, type = 'ed25519') {
  execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-f', join(folder, name)]);
  const line = readFileSync(join(folder, `${name}.pub`), 'utf8')
    .split(' ')
    .slice(0, 2)
    .join(' ');
  return { line, key: Buffer.from(line.split(' ')[1] ?? '', 'base64') };
}
const [one, two, revoked] = [makeKey('one'), makeKey('two', 'ecdsa'), makeKey('revoked')];

writeFileSync(
  file,
  `plain ${one.line}\nplain ${two.line}\n[plain]:2222 ${two.line}\nhidden ${one.line}\n[hidden]:2222 ${two.line}\n`,
);
execFileSync('ssh-keygen', ['-H', '-f', file], { stdio: 'ignore' });
writeFileSync(
  file,
  `${readFileSync(file)}*.example.com,!bad.example.com ${one.line}\n@revoked * ${revoked.line}\n@cert-authority *.ca ${one.line}\n`,
);

const hostOf = (hostname: string, more: Partial<SshHost> = {}): SshHost => ({
  name: hostname,
  hostname,
  port: 22,
  user: 'u',
  identityFiles: [],
  identityRequired: false,
  identitiesOnly: false,
  knownHostsFiles: [join(folder, 'none'), file],
  hashKnownHosts: false,
  jumps: [],
  ...more,
});
const known = (hostname: string, more?: Partial<SshHost>) => readKnownKeys(hostOf(hostname, more), tools);

test('hashed names, by port, with all their types', async () => {
  assert.not.match(readFileSync(file, 'utf8'), /^(plain|\[plain|hidden)/m);
  assert.is(judge(one.key, await known('plain')), 'known');
  assert.is(judge(two.key, await known('plain')), 'known');
  assert.is(judge(one.key, await known('hidden', { port: 2222 })), 'changed');
  assert.is(judge(two.key, await known('hidden', { port: 2222 })), 'known');
  assert.is(judge(two.key, await known('hidden')), 'changed');
  assert.is(judge(one.key, await known('elsewhere')), 'unknown');
  assert.is(judge(one.key, await known('x', { hostKeyAlias: 'plain', port: 9 })), 'known');
});

test('patterns and their exceptions', async () => {
  assert.is(judge(one.key, await known('a.example.com')), 'known');
  assert.is(judge(one.key, await known('bad.example.com')), 'unknown');
});

test('a revoked key is never known, whatever else is said of it', async () => {
  assert.is(judge(revoked.key, await known('elsewhere')), 'revoked');
  const entries = await known('plain');
  assert.is(
    judge(revoked.key, [...entries, { type: 'ssh-ed25519', key: revoked.key, mark: 'none', where: '' }]),
    'revoked',
  );
  assert.match(revokedHostError(revoked.key, entries).message, /known_hosts:\d+$/);
});

test("an authority's key is no host's key", async () => {
  const entries = await known('m.ca');
  assert.is(judge(one.key, entries), 'unknown');
  assert.match(unknownHostError(hostOf('m.ca'), one.key, entries).message, /@cert-authority/);
});

test('only known types are asked for, all of them when none is known', async () => {
  assert.equal(hostKeyAlgorithms(await known('hidden')), ['ssh-ed25519']);
  assert.equal(hostKeyAlgorithms(await known('plain')), ['ssh-ed25519', 'ecdsa-sha2-nistp256']);
  assert.ok(hostKeyAlgorithms(await known('elsewhere')).includes('rsa-sha2-512'));
  const rsa = { type: 'ssh-rsa', key: one.key, mark: 'none', where: '' } as const;
  assert.equal(hostKeyAlgorithms([rsa]), ['rsa-sha2-512', 'rsa-sha2-256']);
  assert.equal(hostKeyAlgorithms([{ ...rsa, type: 'ssh-dss' }]), []);
});

test('the fingerprint is the one that ssh-keygen shows', () => {
  const shown = execFileSync('ssh-keygen', ['-lf', join(folder, 'one.pub')], { encoding: 'utf8' });
  assert.ok(shown.includes(fingerprintOf(one.key)));
  assert.equal(
    [keyTypeOf(one.key), keyTypeOf(two.key), keyTypeOf(Buffer.alloc(0))],
    ['ssh-ed25519', 'ecdsa-sha2-nistp256', ''],
  );
});

test('an unknown host: fingerprint, the line that adds it, and where to check it', () => {
  const { message, words, stops } = unknownHostError(hostOf('m1', { port: 2222 }), two.key, []);
  assert.ok(message.includes(fingerprintOf(two.key)));
  assert.ok(message.includes(`ssh-keyscan -p 2222 -t ecdsa m1 >> ${join(folder, 'none')}`));
  assert.match(message, /console/);
  assert.match(words.ko, /ssh-keyscan -p 2222/);
  assert.is(stops, false);
});

test('the line behind a jump host runs there; hashed and under an alias where the configuration says so', () => {
  const jump = hostOf('b', { port: 2200, user: 'ops' });
  assert.match(
    keyscanLine(hostOf('m1'), 'ssh-ed25519', jump),
    /^ssh -p 2200 ops@b ssh-keyscan -p 22 -t ed25519 m1 >> /,
  );
  assert.match(keyscanLine(hostOf('m1', { hashKnownHosts: true }), 'ssh-rsa'), /^ssh-keyscan -H -p 22 -t rsa m1 >> /);
  assert.match(keyscanLine(hostOf('m1', { hostKeyAlias: 'k' }), 'ssh-rsa'), / m1 \| sed 's#\^\[\^ \]\*#k#' >> /);
});

test('behind several jump hosts the line goes through all of them', () => {
  const jumps = [
    hostOf('a', { hostname: 'fd00::1', port: 2201, user: 'one' }),
    hostOf('b', { port: 2202, user: 'two' }),
  ];
  assert.match(
    keyscanLine(hostOf('m1', { jumps }), 'ssh-ed25519', jumps[1]),
    /^ssh -J one@\[fd00::1\]:2201 -p 2202 two@b ssh-keyscan -p 22 -t ed25519 m1 >> /,
  );
});

test('the line never adds to /dev/null, and says how to have the key kept', () => {
  const nowhere = hostOf('m1', { knownHostsFiles: ['/dev/null'] });
  const { message } = unknownHostError(nowhere, two.key, []);
  assert.match(message, / m1 >> ~\/\.ssh\/known_hosts$/);
  assert.match(message, /answer etcd\.certificates\.ssh\.knownHosts: ~\/\.ssh\/known_hosts/);
  const second = hostOf('m1', { knownHostsFiles: ['/dev/null', '/home/op/known hosts'] });
  const words = unknownHostError(second, two.key, []).message;
  assert.match(words, / m1 >> '\/home\/op\/known hosts'$/);
  assert.not.match(words, /answer etcd/);
});

test('a changed key stops, and names both keys and the line', async () => {
  const { message, stops } = changedHostError(two.key, await known('hidden'));
  assert.is(stops, true);
  assert.ok(message.includes(fingerprintOf(two.key)) && message.includes(fingerprintOf(one.key)));
  assert.match(message, /known_hosts:4 /);
});

test.run();
