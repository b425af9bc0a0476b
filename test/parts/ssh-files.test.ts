import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { withoutKeys } from '../../lib/ssh/failure.ts';
import { remoteFiles } from '../../lib/ssh/remote-files.ts';
import { faultOf, hostOf, on, readOn, watchLeaks } from '../helpers/ssh-session.ts';
import { canSshd, makeKey, type Sshd, startSshd } from '../helpers/sshd.ts';

const when = canSshd() ? test : test.skip;
let sshd: Sshd;
let check: ReturnType<typeof watchLeaks>;
test.before(async () => {
  if (!canSshd()) return;
  sshd = await startSshd();
  check = watchLeaks();
});
test.after(() => sshd?.stop());
test.after.each(async () => {
  if (sshd) await check(sshd);
});

when('a file, byte for byte; a symlink as kubespray makes them; a name with every trap of a shell', async () => {
  const content = 'one\n\ntwo\n\n';
  const file = sshd.write("it's $HOME; `x` \\ -n.pem", content);
  symlinkSync(file, sshd.path('node-m.pem'));
  assert.is(await readOn(hostOf(sshd), file), content);
  assert.is(await readOn(hostOf(sshd), sshd.path('node-m.pem')), content);
});

when('a missing file, one behind a broken symlink, a folder in its place, one that may not be read', async () => {
  const fault = (path: string) => faultOf(readOn(hostOf(sshd), path));
  const missing = await fault(sshd.path('none'));
  assert.equal([missing.kind, /none: No such file/.test(missing.message)], ['missing', true]);
  symlinkSync(sshd.path('gone'), sshd.path('broken'));
  assert.is((await fault(sshd.path('broken'))).kind, 'missing');
  mkdirSync(sshd.path('folder'));
  const folder = await fault(sshd.path('folder'));
  assert.equal([folder.kind, /Is a directory/.test(folder.message)], ['missing', true]);
  const unreadable = await fault(sshd.write('locked', 'x', 0o600));
  assert.equal([unreadable.kind, /Only root may read it/.test(unreadable.message)], ['refused', true]);
});

when('a listing, and the name that the machine gives itself', async () => {
  mkdirSync(sshd.path('two'));
  for (const name of ['a b', 'c']) sshd.write(`two/${name}`, '');
  const read = on(hostOf(sshd), async (session) => {
    const files = remoteFiles(session, 'none');
    return [await files.list(sshd.path('two')), await files.names()];
  });
  assert.equal(await read, [['a b', 'c'], [execFileSync('uname', ['-n'], { encoding: 'utf8' }).trim()]]);
});

when(
  'a shell that greets before each command hides neither the name nor where a file is, and gets into no certificate',
  async () => {
    const greeting = await startSshd({ config: ['ForceCommand /bin/sh @FOLDER@/forced'] });
    try {
      greeting.write('forced', 'echo Welcome to this machine\neval "$SSH_ORIGINAL_COMMAND"\n');
      const names = on(hostOf(greeting), (session) => remoteFiles(session, 'none').names());
      assert.equal(await names, [execFileSync('uname', ['-n'], { encoding: 'utf8' }).trim()]);
      const pem = '-----BEGIN CERTIFICATE-----\nYQ==\n-----END CERTIFICATE-----\n';
      assert.is(
        await readOn(hostOf(greeting), greeting.write('greeted.pem', pem)),
        pem,
        'bytes as the master has them',
      );
      symlinkSync('/etc/hostname', greeting.path('elsewhere.pem'));
      const { kind, message } = await faultOf(readOn(hostOf(greeting), greeting.path('elsewhere.pem')));
      assert.equal([kind, /is a link to \/etc\/hostname, .*source: files$/.test(message)], ['content', true], message);
    } finally {
      await greeting.stop();
    }
  },
);

when('a key that a server prints where it should complain is in no error', async () => {
  makeKey(sshd.path('leak'), 'rsa', '', '-m', 'PEM');
  execFileSync('chmod', ['644', sshd.path('leak')]);
  const lines = readFileSync(sshd.path('leak'), 'utf8').trim().split('\n');
  const host = hostOf(sshd);
  for (const tail of ['', ' | tail -1', ' | tail -2 | head -1', " | sed 's/^/cat: /' | sed -n 5p"]) {
    const forced = await startSshd({
      config: [`ForceCommand sh -c "cat ${sshd.path('leak')}${tail.replaceAll('"', '')} >&2; exit 1"`],
    });
    const fault = await faultOf(readOn({ ...hostOf(forced), name: host.name }, '/x'));
    for (const line of lines)
      assert.not.ok(`${fault.stack}${JSON.stringify(fault)}`.includes(line), `${tail}: a line of the key`);
    await forced.stop();
  }
});

test('what looks like a key is hidden, and paths and words stay', () => {
  const path = '/var/lib/rancher/rke2/server/tls/etcd/server-client.key';
  for (const line of [
    `cat: ${path}: Permission denied`,
    '/etc/kubernetes/pki/etcd/healthcheckclient',
    'sudo: a password is required',
  ])
    assert.is(withoutKeys(line), line);
  const random = Buffer.from(Array.from({ length: 48 }, (_, i) => (i * 37 + 11) % 256)).toString('base64');
  assert.not.ok(withoutKeys(`cat: ${random}: No such file`).includes(random));
  assert.is(withoutKeys(random.slice(0, 20)), '…');
  assert.is(withoutKeys('x -----BEGIN RSA PRIVATE KEY----- y'), 'x …');
});

test.run();
