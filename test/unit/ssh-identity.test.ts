import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Sealed } from '../../lib/answers/secret.ts';
import type { SshHost } from '../../lib/ssh/host.ts';
import { readCredentials } from '../../lib/ssh/identity.ts';
import { isEncrypted, openKey, publicHalf } from '../../lib/ssh/private-key.ts';

const folder = mkdtempSync(join(tmpdir(), 'tks-test-'));
test.after(() => rmSync(folder, { recursive: true }));
const path = (name: string) => join(folder, name);
const keygen = (name: string, passphrase: string, ...more: string[]) =>
  execFileSync('ssh-keygen', ['-q', '-t', 'ecdsa', '-N', passphrase, '-f', path(name), ...more]);
keygen('plain', '');
keygen('locked', 'long enough');
keygen('pem', '', '-m', 'PEM');
keygen('pem-locked', 'long enough', '-m', 'PEM');
keygen('pkcs8-locked', 'long enough', '-m', 'PKCS8');
writeFileSync(path('other'), 'not a key');

const host = (files: string[], more: Partial<SshHost> = {}): SshHost => ({
  name: 'm',
  hostname: 'm',
  port: 22,
  user: 'u',
  identityFiles: files.map(path),
  identityRequired: false,
  identitiesOnly: false,
  knownHostsFiles: [],
  hashKnownHosts: false,
  jumps: [],
  ...more,
});

test('which keys need a passphrase, in every form', () => {
  const encrypted = (name: string) => isEncrypted(readFileSync(path(name), 'latin1'));
  assert.equal(['plain', 'pem'].map(encrypted), [false, false]);
  assert.equal(['locked', 'pem-locked', 'pkcs8-locked'].map(encrypted), [true, true, true]);
});

test('a locked key: its public half, the right passphrase, a wrong one', () => {
  for (const name of ['locked', 'pem-locked', 'pkcs8-locked']) {
    const pem = readFileSync(path(name), 'latin1');
    assert.equal(openKey(pem, undefined), { fault: 'locked' }, name);
    assert.equal(openKey(pem, 'another'), { fault: 'wrong' }, name);
    assert.ok('key' in openKey(pem, 'long enough'), name);
  }
  const [, base64] = readFileSync(path('locked.pub'), 'utf8').split(' ');
  assert.is(publicHalf(readFileSync(path('locked'), 'latin1'))?.toString('base64'), base64);
  assert.equal(openKey('-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n', undefined), {
    fault: 'unsupported',
  });
});

test('keys there are, once each; locked ones only with a passphrase', async () => {
  const all = host(['none', 'plain', 'plain', 'locked', 'other', 'plain.pub']);
  const without = await readCredentials(all, {});
  const labels = ({ offers }: typeof without) => offers.map(({ label }) => label);
  assert.equal(labels(without), [path('plain')]);
  assert.equal(
    without.leftOut.map(({ label }) => label),
    [path('locked')],
  );
  const opened = await readCredentials(all, { answered: new Sealed('long enough') });
  assert.equal([labels(opened), opened.leftOut], [[path('plain'), path('locked')], []]);
});

const required: [string, RegExp][] = [
  ['none', /none can't be read: ENOENT/],
  ['other', /other is no private key/],
  ['plain.pub', /plain\.pub is a public key that the agent has no key for/],
  ['locked', /locked: it needs a passphrase/],
];
for (const [file, expected] of required) {
  test(`the answers’ own file must be there and open: ${file}`, async () => {
    const error = await readCredentials(host([file], { identityRequired: true }), {}).catch((e) => e);
    assert.match(error.message, expected);
  });
}

test('an agent only where its socket is; one that hangs up, or lies, is said and passed over', async () => {
  const left = async (agent: string) => (await readCredentials(host([], { agent: path(agent) }), {})).leftOut;
  assert.equal([await left('plain'), await left('nothing')], [[], []]);
  const said = [
    Buffer.alloc(0),
    Buffer.from([0, 0, 0, 1, 5]),
    Buffer.from([0, 0, 0, 5, 12, 0, 0, 0, 9]),
    Buffer.alloc(2_000_000, 255),
  ];
  for (const [i, bytes] of said.entries()) {
    const agent = createServer((socket) => socket.on('error', () => {}).end(bytes)).listen(path(`agent${i}`));
    await new Promise((resolve) => agent.once('listening', resolve));
    const [first] = await left(`agent${i}`);
    assert.match(first?.why.en ?? '', /^it fails: /);
    agent.close();
  }
});

test.run();
