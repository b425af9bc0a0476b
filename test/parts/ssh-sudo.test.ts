import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Sealed } from '../../lib/answers/secret.ts';
import { createProof } from '../../lib/certificates/proof.ts';
import { sudoOnce } from '../../lib/certificates/sudo-once.ts';
import { asRoot, type Sudo } from '../../lib/ssh/command.ts';
import { faultOf, hostOf, on, readOn, watchLeaks } from '../helpers/ssh-session.ts';
import { canSshd, type Sshd, type SshdOptions, startSshd } from '../helpers/sshd.ts';

const when = canSshd() ? test : test.skip;
const CONTENT = 'a root-only file\n';

/** One sshd with these sudoers, and a file that only root may read. */
async function withSudoers(
  options: SshdOptions,
  work: (sshd: Sshd, read: (sudo: Sudo) => Promise<string>) => Promise<void>,
): Promise<void> {
  const check = watchLeaks();
  const sshd = await startSshd(options);
  try {
    const path = sshd.write('secret.pem', CONTENT, 0o600);
    await work(sshd, (sudo) => readOn(hostOf(sshd), path, sudo));
    await new Promise((done) => setTimeout(done, 50));
    assert.equal(
      sshd.children().filter((line) => /sudo|cat/.test(line)),
      [],
    );
  } finally {
    await sshd.stop();
  }
  await check();
}
const password = () => new Sealed(`w${Math.random()}`);

when('none: only root may read it, and root can', () =>
  withSudoers({}, async (sshd, read) => {
    const { kind, message } = await faultOf(read('none'));
    assert.is(kind, 'refused');
    assert.match(message, /cat: .*Permission denied\. Only root may read it: answer .*nopasswd/);
    assert.is(await readOn(hostOf(sshd, { user: 'root' }), sshd.path('secret.pem')), CONTENT);
  }),
);

when('nopasswd: a rule for cat alone is enough to read, and not to list', () =>
  withSudoers({ sudoers: ['op ALL=(root) NOPASSWD: /usr/bin/cat -- *'] }, async (_, read) => {
    assert.is(await read('nopasswd'), CONTENT);
  }),
);

when('nopasswd, where a password is wanted', () =>
  withSudoers({ sudoers: ['op ALL=(root) ALL'], password: 'x' }, async (_, read) => {
    const { kind, message } = await faultOf(read('nopasswd'));
    assert.is(kind, 'refused');
    assert.match(
      message,
      /a password is required\. sudo needs a rule .*: USER ALL=\(root\) NOPASSWD: \/usr\/bin\/cat -- \/.*secret\.pem\. Or answer/,
    );
  }),
);

when('a password by stdin, with a lecture before it', async () => {
  const right = password();
  const sudoers = ['Defaults lecture=always', 'op ALL=(root) ALL'];
  await withSudoers({ sudoers, password: right.reveal() }, async (sshd, read) => {
    assert.is(await read({ password: right }), CONTENT);
    assert.not.match(sshd.log(), new RegExp(right.reveal()));
  });
});

when('a wrong password is said plainly, tried once, and nothing waits for another', async () => {
  const [right, wrong] = [password(), password()];
  for (const lecture of ['always', 'never']) {
    const options = { password: right.reveal(), sudoers: [`Defaults lecture=${lecture}`, 'op ALL=(root) ALL'] };
    await withSudoers(options, async (_, read) => {
      const { kind, message } = await faultOf(read({ password: wrong }));
      assert.is(kind, 'refused');
      assert.match(message, /1 incorrect password attempt\. The password of etcd\.certificates\.ssh\.sudo is wrong/);
      assert.not.match(message, new RegExp(wrong.reveal()));
    });
  }
});

when('a password that no rule asks for is not what the command reads', () =>
  withSudoers({ sudoers: ['op ALL=(root) NOPASSWD: ALL'] }, async (_, read) => {
    assert.is(await read({ password: password() }), CONTENT);
  }),
);

when('a password is found right only where sudo asked for it', async () => {
  const right = password();
  const proven = async (sudoers: string, given: Sealed): Promise<boolean> => {
    const proof = createProof();
    await withSudoers({ sudoers: [sudoers], password: right.reveal() }, async (sshd) => {
      const { code, stderr } = await on(hostOf(sshd), (session) =>
        sudoOnce(session, proof).session.run(asRoot(['id'], { password: given })),
      );
      assert.is(code === 0, given === right || /NOPASSWD/.test(sudoers), stderr);
      assert.not.match(stderr, 'tks-runbook');
    });
    return proof.given;
  };
  assert.is(await proven('op ALL=(root) ALL', right), true);
  assert.is(await proven('op ALL=(root) NOPASSWD: ALL', password()), false);
  assert.is(await proven('op ALL=(root) ALL', password()), false);
});

when('requiretty: what to put into sudoers', () =>
  withSudoers({ sudoers: ['Defaults requiretty', 'op ALL=(root) NOPASSWD: ALL'] }, async (_, read) => {
    for (const sudo of ['nopasswd', { password: password() }] as const) {
      const { kind, message } = await faultOf(read(sudo));
      assert.is(kind, 'refused');
      assert.match(message, /you must have a tty.*add "Defaults:USER !requiretty"/);
    }
  }),
);

when('a user whom sudoers does not know', async () => {
  const right = password();
  await withSudoers({ password: right.reveal() }, async (_, read) => {
    const { message } = await faultOf(read({ password: right }));
    assert.match(message, /op is not in the sudoers file.*sudoers there does not let this user read anything/);
    assert.match((await faultOf(read('nopasswd'))).message, /a password is required/);
  });
});

when('a rule for another command', async () => {
  const right = password();
  const sudoers = ['op ALL=(root) /usr/bin/id'];
  await withSudoers({ sudoers, password: right.reveal() }, async (_, read) => {
    const { message } = await faultOf(read({ password: right }));
    assert.match(
      message,
      /not allowed to execute .*sudo needs a rule .*: USER ALL=\(root\) \/usr\/bin\/cat -- \/.*secret\.pem$/,
    );
  });
});

when('no sudo at all', () =>
  withSudoers({ config: ['SetEnv PATH=@FOLDER@/bin'] }, async (_, read) => {
    for (const sudo of ['nopasswd', { password: password() }] as const) {
      const { kind, message } = await faultOf(read(sudo));
      assert.is(kind, 'refused');
      assert.match(message, /sudo.*No such file.*There is no sudo there: log in as root/);
    }
  }),
);

test.run();
