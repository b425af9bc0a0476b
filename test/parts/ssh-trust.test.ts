import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { SshHost } from '../../lib/ssh/host.ts';
import type { UnknownHost } from '../../lib/ssh/host-key.ts';
import { faultOf, hostOf, on, type TestOptions, watchLeaks } from '../helpers/ssh-session.ts';
import { canSshd, makeKey, type Sshd, startSshd } from '../helpers/sshd.ts';

const when = canSshd() ? test : test.skip;
const login = (host: SshHost, options?: TestOptions) =>
  on(host, async (session) => (await session.run({ line: 'id -un' })).stdout.trim(), options);

let sshd: Sshd;
let check: ReturnType<typeof watchLeaks>;
test.before(async () => {
  if (!canSshd()) return;
  sshd = await startSshd({ config: ['HostKey @FOLDER@/rsa'] });
  check = watchLeaks();
});
test.after(() => sshd?.stop());
test.after.each(async () => {
  if (sshd) await check(sshd);
});

let files = 0;
const knownIn = (...lines: string[]): Partial<SshHost> => ({
  knownHostsFiles: [sshd.write(`known${files++}`, lines.map((line) => `${line.trim()}\n`).join(''))],
});
const logins = () => sshd.log().match(/^Accepted|^Failed/gm)?.length ?? 0;
const keyOf = (file: string) =>
  readFileSync(sshd.path(`${file}.pub`), 'utf8')
    .split(' ')
    .slice(0, 2)
    .join(' ');
const at = () => `[127.0.0.1]:${sshd.port}`;
const fingerprint = (file: string) =>
  execFileSync('ssh-keygen', ['-lf', sshd.path(`${file}.pub`)], { encoding: 'utf8' }).split(' ')[1] ?? '?';

when('a hashed name, a pattern, several files, another type alone', async () => {
  const hashed = knownIn(`${at()} ${keyOf('host')}`);
  execFileSync('ssh-keygen', ['-H', '-f', hashed.knownHostsFiles?.[0] ?? ''], { stdio: 'ignore' });
  assert.is(await login(hostOf(sshd, hashed)), 'op');
  assert.is(await login(hostOf(sshd, knownIn(`[127.0.0.*]:${sshd.port} ${keyOf('host')}`))), 'op');
  assert.is(await login(hostOf(sshd, knownIn(`${at()} ${keyOf('rsa')}`))), 'op');
  const two = [
    sshd.path('nothing'),
    ...(knownIn(`other ${keyOf('rsa')}`).knownHostsFiles ?? []),
    ...(hashed.knownHostsFiles ?? []),
  ];
  assert.is(await login(hostOf(sshd, { knownHostsFiles: two })), 'op');
});

when('an unknown host: nobody logs in; its fingerprint and what to do', async () => {
  const before = logins();
  for (const [strict, words] of [
    ['ask', /ssh-keyscan/],
    ['yes', /ssh-keyscan/],
    ['lax', /StrictHostKeyChecking .* not followed/],
  ] as const) {
    const { kind, message } = await faultOf(login(hostOf(sshd, { ...knownIn(), strict })));
    assert.is(kind, 'unknown-host');
    assert.match(message, words);
    assert.ok(message.includes(fingerprint('host')));
  }
  assert.is(logins(), before);
});

when('the line that the error gives makes the host known', async () => {
  const host = hostOf(sshd, knownIn());
  const { message } = await faultOf(login(host));
  execFileSync('sh', ['-c', message.slice(message.indexOf('ssh-keyscan -p'))], { stdio: 'ignore' });
  assert.is(await login(host), 'op');
});

when('a person confirms or declines; with StrictHostKeyChecking yes nobody is asked', async () => {
  const asked: UnknownHost[] = [];
  const answer = (yes: boolean) => async (host: UnknownHost) => asked.push(host) > 0 && yes;
  assert.is(await login(hostOf(sshd, knownIn()), { confirmHost: answer(true) }), 'op');
  assert.is((await faultOf(login(hostOf(sshd, knownIn()), { confirmHost: answer(false) }))).kind, 'unknown-host');
  assert.equal(
    asked.map((one) => [one.port, one.type, one.fingerprint]),
    Array(2).fill([sshd.port, 'ssh-ed25519', fingerprint('host')]),
  );
  const strict = hostOf(sshd, { ...knownIn(), strict: 'yes' });
  assert.is((await faultOf(login(strict, { confirmHost: answer(true) }))).kind, 'unknown-host');
  assert.is(asked.length, 2);
});

when('a changed key, and one of a type that the server has no more, stop everything and ask nobody', async () => {
  makeKey(sshd.path('forged'));
  makeKey(sshd.path('elliptic'), 'ecdsa');
  const before = logins();
  let asked = 0;
  const confirmHost = async () => asked++ >= 0;
  const changed = await faultOf(login(hostOf(sshd, knownIn(`${at()} ${keyOf('forged')}`)), { confirmHost }));
  assert.equal([changed.kind, changed.stops], ['changed-host', true]);
  assert.ok(changed.message.includes(fingerprint('forged')) && changed.message.includes(fingerprint('host')));
  const gone = await faultOf(login(hostOf(sshd, knownIn(`${at()} ${keyOf('elliptic')}`)), { confirmHost }));
  assert.equal([gone.kind, gone.stops], ['changed-host', true]);
  assert.equal([asked, logins() - before], [0, 0]);
});

when('a revoked key, by @revoked, by a list and by a KRL', async () => {
  const revoked = [`${at()} ${keyOf('host')}`, `@revoked * ${keyOf('host')}`];
  const list = sshd.write('revoked', `${keyOf('host')}\n`);
  execFileSync('ssh-keygen', ['-q', '-k', '-f', sshd.path('krl'), sshd.path('host.pub')]);
  const hosts = [
    hostOf(sshd, knownIn(...revoked)),
    hostOf(sshd, knownIn(revoked[1] ?? '')),
    hostOf(sshd, { revokedKeysFile: list }),
    hostOf(sshd, { ...knownIn(), revokedKeysFile: sshd.path('krl') }),
  ];
  for (const host of hosts) {
    const { kind, stops, message } = await faultOf(login(host, { confirmHost: async () => true }));
    assert.equal([kind, stops, message.includes('is revoked by')], ['changed-host', true, true], message);
  }
  const unread = await faultOf(login(hostOf(sshd, { revokedKeysFile: sshd.path('no-such') })));
  assert.match(unread.message, /RevokedHostKeys .*no-such can't be read/);
  const other = sshd.write('others', `${keyOf('rsa')}\n`);
  assert.is(await login(hostOf(sshd, { revokedKeysFile: other })), 'op');
});

when('@cert-authority is said to be not enough', async () => {
  const { kind, message } = await faultOf(login(hostOf(sshd, knownIn(`@cert-authority * ${keyOf('rsa')}`))));
  assert.is(kind, 'unknown-host');
  assert.match(message, /@cert-authority line is there, but host certificates are not supported/);
});

test.run();
