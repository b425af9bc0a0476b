import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Sealed } from '../../lib/answers/secret.ts';
import type { SshHost } from '../../lib/ssh/host.ts';
import { startPrompting } from '../helpers/prompting-server.ts';
import { faultOf, hostOf, on, readOn, type TestOptions, watchLeaks } from '../helpers/ssh-session.ts';
import { canSshd, type Sshd, startSshd } from '../helpers/sshd.ts';

const when = canSshd() ? test : test.skip;
const secret = () => new Sealed(`w${Math.random()}`);
const login = (host: SshHost, options?: TestOptions) =>
  on(host, async (session) => (await session.run({ line: 'id -un' })).stdout.trim(), options);

const PASSWORD = ['PubkeyAuthentication no', 'PasswordAuthentication yes'];
const KEYBOARD = ['PubkeyAuthentication no', 'KbdInteractiveAuthentication yes', 'UsePAM yes'];
const BOTH = [...PASSWORD, ...KEYBOARD];

/** An sshd with a password for the user, and proof afterwards that nothing is left and nothing was logged. */
async function withPassword(config: string[], work: (sshd: Sshd, password: Sealed) => Promise<void>): Promise<void> {
  const password = secret();
  const sshd = await startSshd({ config, password: password.reveal() });
  const check = watchLeaks();
  try {
    await work(sshd, password);
    await check(sshd);
  } finally {
    await sshd.stop();
  }
}
const failed = (sshd: Sshd) =>
  sshd.log().match(/^(Failed (password|keyboard)|PAM: Authentication failure)/gm)?.length ?? 0;

for (const [name, config] of [
  ['password', PASSWORD],
  ['keyboard-interactive', KEYBOARD],
  ['both', BOTH],
] as const) {
  when(`${name}: the right one, a wrong one tried once, and none`, () =>
    withPassword([...config], async (sshd, password) => {
      assert.is(await login(hostOf(sshd), { password }), 'op');
      assert.is(failed(sshd), 0);
      const wrong = secret();
      const error = await faultOf(login(hostOf(sshd), { password: wrong }));
      assert.is(error.kind, 'authentication');
      assert.match(
        error.message,
        /check the password of etcd\.certificates\.ssh\.password and the user; it was tried once/,
      );
      assert.not.match(JSON.stringify(error.words), new RegExp(wrong.reveal()));
      assert.is(failed(sshd), 1, sshd.log());
      const none = await faultOf(login(hostOf(sshd)));
      assert.match(none.message, /the server takes: .*; it wants a password: answer etcd\.certificates\.ssh\.password/);
      assert.is(failed(sshd), 1);
    }),
  );
}

when('a person is asked once for a password, where the server takes one and the keys have failed', () =>
  withPassword(['PasswordAuthentication yes'], async (sshd, password) => {
    const asked: string[] = [];
    const askPassword = async (machine: string) => {
      asked.push(machine);
      return password.reveal();
    };
    assert.is(await login(hostOf(sshd), { askPassword }), 'op');
    assert.equal(asked, []);
    const stranger = hostOf(sshd, { identityFiles: [sshd.path('host')] });
    assert.is(await login(stranger, { askPassword }), 'op');
    assert.equal(asked, [`op@127.0.0.1:${sshd.port}`]);
    assert.is(failed(sshd), 0);
    // Neither one who declines, nor one who mistypes, nor a jump host is a reason to ask again.
    const none = await faultOf(login(stranger, { askPassword: async () => undefined }));
    assert.match(none.message, /offered: .*host; the server takes: .*password/);
    assert.match((await faultOf(login(stranger, { askPassword: async () => 'mistyped' }))).message, /tried once/);
    assert.is(failed(sshd), 1);
    const jump = await faultOf(login(hostOf(sshd, { jumps: [stranger] }), { askPassword }));
    assert.equal([jump.kind, asked.length], ['authentication', 1]);
  }),
);

when('a person is asked for the password that a server wants besides a key, and not where it wants a key first', () =>
  withPassword(['AuthenticationMethods publickey,password', 'PasswordAuthentication yes'], async (sshd, password) => {
    assert.is(await login(hostOf(sshd), { askPassword: async () => password.reveal() }), 'op');
    let asked = 0;
    const count = async () => String(asked++);
    await faultOf(login(hostOf(sshd, { identityFiles: [sshd.path('host')] }), { askPassword: count }));
    assert.is(asked, 0);
  }),
);

when('keys come first: a password is sent only where they fail', () =>
  withPassword(['PasswordAuthentication yes'], async (sshd, password) => {
    assert.is(await login(hostOf(sshd), { password: secret() }), 'op');
    assert.is(failed(sshd), 0);
    assert.is(await login(hostOf(sshd, { identityFiles: [sshd.path('host')] }), { password }), 'op');
  }),
);

when('a key and a password as well', () =>
  withPassword(['AuthenticationMethods publickey,password', 'PasswordAuthentication yes'], async (sshd, password) => {
    assert.is(await login(hostOf(sshd), { password }), 'op');
    const { message } = await faultOf(login(hostOf(sshd)));
    assert.match(message, /the key is right, and it wants a password as well/);
  }),
);

when('a password and a question after it', () =>
  withPassword([...BOTH, 'AuthenticationMethods password,keyboard-interactive'], async (sshd, password) => {
    const { message } = await faultOf(login(hostOf(sshd), { password }));
    assert.match(message, /the first credential is right, and it wants another that can't be answered unattended/);
  }),
);

when('a password that has expired', () =>
  withPassword([...PASSWORD], async (sshd, password) => {
    const shadow = readFileSync(sshd.path('etc/shadow'), 'utf8').replaceAll(':20000:', ':0:');
    sshd.write('etc/shadow', shadow, 0o600);
    const { kind, message } = await faultOf(readOn(hostOf(sshd), '/x', 'none', { password }));
    assert.is(kind, 'refused');
    assert.match(message, /password has expired.*password or account has expired there/);
  }),
);

const questions: [string, { prompt: string; echo: boolean }[], boolean][] = [
  ['one hidden question', [{ prompt: 'Password: ', echo: false }], true],
  ['a one-time password', [{ prompt: 'Verification code: ', echo: false }], false],
  [
    'two questions',
    [
      { prompt: 'Password: ', echo: false },
      { prompt: 'Answer: ', echo: false },
    ],
    false,
  ],
  ['a question whose answer would show', [{ prompt: 'Password: ', echo: true }], false],
];
for (const [name, prompts, fits] of questions) {
  when(`${name} is ${fits ? 'answered' : 'refused, and gets no password'}`, async () => {
    const check = watchLeaks();
    const sshd = await startSshd();
    const password = secret();
    const server = await startPrompting(sshd.path('other'), prompts, password.reveal());
    const host = hostOf(sshd, { ...server.host, knownHostsFiles: [sshd.write('known', server.known)] });
    if (fits) assert.is(await login(host, { password }), 'op');
    else
      assert.match((await faultOf(login(host, { password }))).message, /asks ".*", which can't be answered unattended/);
    assert.equal(server.answers, fits ? [password.reveal()] : []);
    await server.stop();
    await sshd.stop();
    await check();
  });
}

test.run();
