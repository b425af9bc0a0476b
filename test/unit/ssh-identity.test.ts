import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Sealed } from '../../lib/answers/secret.ts';
import type { SshHost } from '../../lib/ssh/host.ts';
import { isEncrypted, readCredentials } from '../../lib/ssh/identity.ts';

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

test('keys there are, once each; locked ones only with a passphrase', async () => {
  const all = host(['none', 'plain', 'plain', 'locked', 'other', 'plain.pub']);
  const without = await readCredentials(all, undefined);
  assert.equal(
    without.identities.map(({ file }) => file),
    [path('plain')],
  );
  assert.equal(without.locked, [path('locked')]);
  const opened = await readCredentials(all, new Sealed('long enough'));
  assert.equal(
    opened.identities.map(({ file }) => file),
    [path('plain'), path('locked')],
  );
  assert.equal([opened.locked, opened.identities[0]?.passphrase], [[], undefined]);
});

test('the answers’ own file must be there', async () => {
  const error = await readCredentials(host(['none'], { identityRequired: true }), undefined).catch((e) => e);
  assert.match(error.message, /none can't be read: ENOENT/);
});

test('an agent only where its socket is', async () => {
  assert.is((await readCredentials(host([], { agent: path('plain') }), undefined)).agent, undefined);
  assert.is((await readCredentials(host([], { agent: path('nothing') }), undefined)).agent, undefined);
  const agent = createServer().listen(path('agent'));
  await new Promise((resolve) => agent.once('listening', resolve));
  assert.is((await readCredentials(host([], { agent: path('agent') }), undefined)).agent, path('agent'));
  const only = host(['plain'], { agent: path('agent'), identitiesOnly: true });
  assert.is((await readCredentials(only, undefined)).agent, undefined);
  assert.is((await readCredentials({ ...only, identityFiles: [path('locked')] }, undefined)).agent, path('agent'));
  agent.close();
});

test.run();
