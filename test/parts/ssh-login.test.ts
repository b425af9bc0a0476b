import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Sealed } from '../../lib/answers/secret.ts';
import type { SshHost } from '../../lib/ssh/host.ts';
import { startAgent } from '../helpers/ssh-agent.ts';
import { faultOf, hostOf, on, type TestOptions, watchLeaks } from '../helpers/ssh-session.ts';
import { canSshd, makeKey, type Sshd, startSshd } from '../helpers/sshd.ts';

const when = canSshd() ? test : test.skip;
const secret = () => new Sealed(`w${Math.random()}`);
const login = (host: SshHost, options?: TestOptions) =>
  on(host, async (session) => (await session.run({ line: 'id -un' })).stdout.trim(), options);

let sshd: Sshd;
let check: ReturnType<typeof watchLeaks>;
test.before(async () => {
  if (canSshd()) sshd = await startSshd({ config: ['LogLevel DEBUG1'] });
});
test.after(() => sshd?.stop());
test.before.each(() => {
  check = watchLeaks();
});
test.after.each(async () => {
  if (sshd) await check(sshd);
});

/** How many logins of the running sshd failed. */
const failures = (log: string) => log.match(/^Failed (publickey|password|keyboard)/gm)?.length ?? 0;
let made = 0;
function newKey(type = 'ed25519', passphrase = '', ...more: string[]): string {
  const file = sshd.path(`k${made++}`);
  makeKey(file, type, passphrase, ...more);
  return file;
}
function authorize(...files: string[]): void {
  const lines = [sshd.key, ...files].map((file) => readFileSync(`${file}.pub`, 'utf8'));
  sshd.write('authorized_keys', lines.join(''));
}

when('keys of every type and form', async () => {
  const files = [
    newKey('rsa'),
    newKey('ecdsa', '', '-m', 'PEM'),
    newKey('rsa', '', '-m', 'PKCS8'),
    newKey('ecdsa', '', '-m', 'PKCS8'),
  ];
  authorize(...files);
  for (const file of files) assert.is(await login(hostOf(sshd, { identityFiles: [file] })), 'op');
});

when('locked keys of every form, with the passphrase that is answered', async () => {
  const passphrase = secret();
  const forms = [['ed25519'], ['rsa', '-m', 'PEM'], ['ecdsa', '-m', 'PKCS8']];
  const files = forms.map(([type, ...more]) => newKey(type, passphrase.reveal(), ...more));
  authorize(...files);
  for (const file of files) {
    assert.is(await login(hostOf(sshd, { identityFiles: [file] }), { passphrase }), 'op');
    const wrong = hostOf(sshd, { identityFiles: [file], identityRequired: true });
    const { kind, message } = await faultOf(login(wrong, { passphrase: secret() }));
    assert.is(kind, 'configuration');
    assert.match(message, /the passphrase of etcd\.certificates\.ssh\.passphrase does not open it/, file);
    assert.match((await faultOf(login(wrong))).message, /it needs a passphrase: answer/);
  }
});

when('a passphrase that is asked for: again when it is wrong, once for all machines, or declined', async () => {
  const passphrase = secret();
  const file = newKey('ed25519', passphrase.reveal());
  authorize(file);
  const asked: [string, boolean][] = [];
  const askPassphrase = async (name: string, wrong: boolean) => {
    asked.push([name, wrong]);
    return wrong ? passphrase.reveal() : 'mistyped';
  };
  const host = hostOf(sshd, { identityFiles: [file], identityRequired: true });
  assert.is(await login(host, { askPassphrase }), 'op');
  assert.equal(asked, [
    [file, false],
    [file, true],
  ]);
  const { message } = await faultOf(
    login(hostOf(sshd, { identityFiles: [file] }), { askPassphrase: async () => undefined }),
  );
  assert.match(message, /offered: -;.*not offered: .*needs a passphrase/);
  const unneeded = hostOf(sshd, { identityFiles: [sshd.path('id_rsa'), sshd.key] });
  execFileSync('cp', [file, sshd.path('id_rsa')]);
  let needless = 0;
  const count = async () => String(needless++);
  assert.is(await login(unneeded, { askPassphrase: count }), 'op');
  assert.is(needless, 0);
});

when('an agent: its keys, the one for a locked file, only those with IdentitiesOnly', async () => {
  const passphrase = secret();
  const [plain, locked, other] = [newKey(), newKey('ed25519', passphrase.reveal()), newKey()];
  authorize(plain, locked);
  const agent = await startAgent(sshd.folder, [other, plain]);
  const host = (more = {}) => hostOf(sshd, { identityFiles: [], agent: agent.socket, identitiesOnly: false, ...more });
  assert.is(await login(host()), 'op');
  agent.add(locked, passphrase.reveal());
  assert.is(await login(host({ identityFiles: [locked], identitiesOnly: true })), 'op');
  assert.is(await login(host({ identityFiles: [`${plain}.pub`], identitiesOnly: true, identityRequired: true })), 'op');
  const { message } = await faultOf(login(host({ identityFiles: [other], identitiesOnly: true })));
  assert.match(message, new RegExp(`offered: ${other};`));
  assert.not.match(message, /ssh-agent/);
  agent.stop();
  assert.match((await faultOf(login(host()))).message, /offered: -/);
});

when('too many keys of an agent: said so, and the file that is given comes first', async () => {
  const agent = await startAgent(
    sshd.folder,
    Array.from({ length: 7 }, () => newKey()),
  );
  const host = hostOf(sshd, { agent: agent.socket, identitiesOnly: false });
  assert.is(await login(host), 'op');
  const { kind, message } = await faultOf(login({ ...host, identityFiles: [] }));
  assert.is(kind, 'authentication');
  assert.match(message, /Too many authentication failures.*MaxAuthTries.*IdentitiesOnly yes/);
  agent.stop();
});

when('a certificate in the agent or beside a file is left out, and that is said', async () => {
  const [authority, file] = [newKey(), newKey()];
  execFileSync('ssh-keygen', ['-q', '-s', authority, '-I', 'id', '-n', 'op', `${file}.pub`]);
  const agent = await startAgent(sshd.folder, [file]);
  const host = hostOf(sshd, { agent: agent.socket, identityFiles: [file], identitiesOnly: false });
  const { message } = await faultOf(login(host));
  assert.match(message, /not offered: ssh-agent test \(certificates of users are not supported\)/);
  assert.match(message, new RegExp(`not offered: ${file}-cert\\.pub`));
  agent.stop();
});

when('a refusal is one failed login for each key, and names the methods', async () => {
  const before = failures(sshd.log());
  const { kind, message } = await faultOf(login(hostOf(sshd, { identityFiles: [newKey(), newKey()] })));
  assert.is(kind, 'authentication');
  assert.match(message, /refuses the login: .*; offered: .*, .*; the server takes: publickey/);
  assert.is(failures(sshd.log()) - before, 2);
});

test.run();
