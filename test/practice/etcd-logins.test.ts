import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  answersFor,
  copied,
  furnish,
  kubespray,
  ofPlane,
  path,
  refused,
  startNode,
  when,
  withSecret,
} from '../helpers/etcd-command.ts';
import { ROOT } from '../helpers/plane.ts';
import { startAgent } from '../helpers/ssh-agent.ts';
import { makeKey, type Sshd, type SshdOptions } from '../helpers/sshd.ts';

const pair = (node: string) =>
  Object.fromEntries(
    ['ca.pem', `node-${node}.pem`, `node-${node}-key.pem`].map((file) => [
      file,
      ofPlane(file).replace('/master1/', `/${node}/`),
    ]),
  );

/** Does some work with a master of its own that has the plane's pair. */
async function withNode(options: SshdOptions, work: (sshd: Sshd) => Promise<unknown>): Promise<void> {
  const sshd = await startNode(options);
  try {
    furnish(sshd, kubespray());
    await work(sshd);
  } finally {
    await sshd.stop();
  }
}

when('the Secret of the plane', withSecret);

// How root's rights are got.

const PASSWORD_FILE = join(ROOT, '.practice/secrets/sudo-password');
const bySudo = (password: object) => ({ hosts: ['master2'], ssh: { user: 'tks-password', sudo: { password } } });

when('sudo with a password', async () => {
  const { said } = await copied(bySudo({ file: PASSWORD_FILE }), pair('master2'));
  assert.not(said.includes(readFileSync(PASSWORD_FILE, 'utf8')));
});

when('sudo with a wrong password, with none that is set, and without one where it is wanted', async () => {
  const env = { WRONG: `w${Math.random()}` };
  const { said } = await refused(
    bySudo({ env: 'WRONG' }),
    /master2: .*password of etcd\.certificates\.ssh\.sudo is wrong/,
    { env },
  );
  assert.not(said.includes(env.WRONG));
  await refused(bySudo({ env: 'NOT_SET' }), /the environment variable NOT_SET is not set/);
  const nopasswd = { ...bySudo({}), ssh: { user: 'tks-password' } };
  await refused(nopasswd, /master2: .*sudo needs a rule .*: USER ALL=\(root\) NOPASSWD: \/usr\/bin\/cat -- /);
});

when('no sudo: root may, nobody else may', () =>
  withNode({}, async (sshd) => {
    await copied(answersFor(sshd, { user: 'root', sudo: 'none' }), pair('master1'), { servers: [sshd] });
    await refused(answersFor(sshd, { sudo: 'none' }), /Permission denied.*Only root may read it/, { servers: [sshd] });
  }),
);

const RULES: [string, string[], RegExp][] = [
  ['requiretty', ['Defaults requiretty', 'op ALL=(ALL:ALL) NOPASSWD: ALL'], /wants a terminal there \(requiretty\)/],
  ['a user whom sudoers does not name', [], /sudo.*(sudoers|a rule for this)/],
  [
    'a rule for another command',
    ['op ALL=(ALL:ALL) NOPASSWD: /usr/bin/ls'],
    /sudo needs a rule for this.*NOPASSWD: \/usr\/bin\/cat/,
  ],
];
for (const [name, sudoers, words] of RULES) {
  when(name, () => withNode({ sudoers }, (sshd) => refused(answersFor(sshd), words, { servers: [sshd] })));
}

// What there is to log in with.

when('a key with a passphrase: the right one, a wrong one, none', () =>
  withNode({}, async (sshd) => {
    const words = { RIGHT: `r${Math.random()}`, WRONG: `w${Math.random()}` };
    makeKey(sshd.path('locked'), 'ed25519', words.RIGHT);
    sshd.write('authorized_keys', readFileSync(sshd.path('locked.pub'), 'utf8'));
    const by = (passphrase?: object) =>
      answersFor(sshd, { identityFile: sshd.path('locked'), ...(passphrase && { passphrase }) });
    const options = { env: words, servers: [sshd] };
    await copied(by({ env: 'RIGHT' }), pair('master1'), options);
    for (const [passphrase, message] of [
      [{ env: 'WRONG' }, /passphrase.*wrong|wrong.*passphrase|does(n't| not) open/i],
      [undefined, /etcd\.certificates\.ssh\.passphrase/],
    ] as const) {
      const { said } = await refused(by(passphrase), message, options);
      for (const word of Object.values(words)) assert.not(said.includes(word));
    }
  }),
);

when('an agent', () =>
  withNode({}, async (sshd) => {
    const agent = await startAgent(sshd.folder, [sshd.key]);
    try {
      const options = { env: { SSH_AUTH_SOCK: agent.socket }, servers: [sshd] };
      const { identityFile: _, ...ssh } = (answersFor(sshd) as { ssh: Record<string, unknown> }).ssh;
      await copied({ ...answersFor(sshd), ssh: { ...ssh, identityFile: null } }, pair('master1'), options);
    } finally {
      agent.stop();
    }
  }),
);

for (const [name, config] of [
  ['a password', ['PasswordAuthentication yes']],
  ['a password by keyboard-interactive', ['KbdInteractiveAuthentication yes', 'UsePAM yes']],
] as const) {
  const words = { RIGHT: `r${Math.random()}`, WRONG: `w${Math.random()}` };
  when(`${name}: the right one, a wrong one`, () =>
    withNode({ config: ['PubkeyAuthentication no', ...config], password: words.RIGHT }, async (sshd) => {
      const options = { env: words, servers: [sshd] };
      await copied(answersFor(sshd, { password: { env: 'RIGHT' } }), pair('master1'), options);
      const { said } = await refused(answersFor(sshd, { password: { env: 'WRONG' } }), /it was tried once/, options);
      for (const word of Object.values(words)) assert.not(said.includes(word));
    }),
  );
}

when('a key that the server does not know', () =>
  withNode({}, async (sshd) => {
    makeKey(sshd.path('other'));
    const answers = answersFor(sshd, { identityFile: sshd.path('other') });
    await refused(answers, /refuses the login: .*offered: .*other/, { servers: [sshd] });
  }),
);

// The way there, and whether it is the right machine.

when('through a jump host', async () => {
  await copied({ hosts: ['master3'], ssh: { jump: 'master2' } }, pair('master3'));
});

when('a jump host that is not known', async () => {
  const lines = readFileSync(join(ROOT, '.practice/ssh/known_hosts'), 'utf8').split('\n');
  const only = lines.filter((line) => line.startsWith('198.51.100.13 ')).join('\n');
  execFileSync('tee', [path('one')], { input: only, stdio: ['pipe', 'ignore', 'inherit'] });
  const ssh = { jump: 'master2', knownHosts: path('one') };
  await refused({ hosts: ['master3'], ssh }, /master3: jump host master2: its host key is in none/);
});

when('a host key that is hashed, unknown, changed or revoked', () =>
  withNode({}, async (sshd) => {
    const known = (lines: string) => answersFor(sshd, { knownHosts: sshd.write('other_hosts', lines) });
    const hashed = known(sshd.known);
    execFileSync('ssh-keygen', ['-H', '-f', sshd.path('other_hosts')], { stdio: 'ignore' });
    await copied(hashed, pair('master1'), { servers: [sshd] });
    const options = { servers: [sshd] };
    await refused(known(''), /its host key is in none of .*SHA256:.*ssh-keyscan -p/s, options);
    makeKey(sshd.path('forged'));
    const [type, key] = readFileSync(sshd.path('forged.pub'), 'utf8').split(' ');
    const changed = sshd.known.replace(/ .*/, ` ${type} ${key}`);
    await refused(known(changed), /its host key changed: it shows .*no other machine was read/s, options);
    await refused(known(`${sshd.known}@revoked ${sshd.known}`), /is revoked by .*other_hosts/, options);
  }),
);

test.run();
