import { execFileSync } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Sealed } from '../../lib/answers/secret.ts';
import { shellWord } from '../../lib/process/shell-words.ts';
import { asRoot, type Sudo } from '../../lib/ssh/command.ts';
import { commandError } from '../../lib/ssh/command-error.ts';

const PATH = '/etc/ssl/etcd/ssl/ca.pem';
const password = { password: new Sealed('open sesame') };

test('commands by sudo', () => {
  const words = ['cat', '--', PATH];
  assert.equal(asRoot(words, 'none'), { line: `env LC_ALL=C cat -- ${PATH}` });
  assert.equal(asRoot(words, 'nopasswd'), { line: `env LC_ALL=C sudo -n cat -- ${PATH}` });
  const { line, stdin } = asRoot(words, password);
  assert.is(line, `env LC_ALL=C sudo -S -p tks-runbook:password: -k cat -- ${PATH}`);
  assert.is(stdin?.reveal(), 'open sesame');
});

for (const word of ["it's", 'a b', '$(id)', '', '`id`', 'a\nb', '*', '~', 'a;b', '"', '\\']) {
  test(`a shell takes ${JSON.stringify(word)} as it is`, () => {
    const out = execFileSync('sh', ['-c', `printf '%s.' ${shellWord(word)}`], { encoding: 'utf8' });
    assert.is(out, `${word}.`);
  });
}

const failures: [string, Sudo, string, string, RegExp][] = [
  ['not there', 'nopasswd', `cat: ${PATH}: No such file or directory\n`, 'missing', /No such file/],
  ['not there, in Korean', 'nopasswd', `cat: ${PATH}: 그런 파일이나 디렉터리가 없습니다\n`, 'missing', /그런/],
  ['not allowed without sudo', 'none', `cat: ${PATH}: Permission denied\n`, 'refused', /sudo: nopasswd/],
  [
    'sudo wants a password',
    'nopasswd',
    'sudo: a password is required\n',
    'refused',
    /NOPASSWD: \/usr\/bin\/cat -- \/etc\/ssl\/etcd\/ssl\/ca\.pem\. /,
  ],
  ['sudo wants a terminal', 'nopasswd', 'sudo: sorry, you must have a tty to run sudo\n', 'refused', /tty/],
  [
    'a wrong password',
    password,
    'A lecture.\n\nsudo: 1 incorrect password attempt\n',
    'refused',
    /incorrect password.*is wrong; it was tried once/,
  ],
  ['no rule', password, 'user u is not allowed to execute x\n', 'refused', /USER ALL=\(root\) \/usr\/bin\/cat -- /],
  ['not in sudoers', password, 'u is not in the sudoers file.\n', 'refused', /sudoers/],
  ['no word at all', 'nopasswd', '', 'refused', /exit code 1\. The login shell of this user runs no such command/],
  [
    'a shell that may not run it',
    'none',
    'rbash: env: command not found\n',
    'refused',
    /login shell of this user runs no/,
  ],
  [
    'sudo-rs: no rule',
    'nopasswd',
    "sudo: I'm sorry u. I'm afraid I can't do that\n",
    'refused',
    /NOPASSWD: \/usr\/bin\/cat/,
  ],
  [
    'sudo-rs: no rule, with a password',
    password,
    "sudo: I'm sorry u. I'm afraid I can't do that\n",
    'refused',
    /ALL=\(root\) \/usr/,
  ],
  ['sudo-rs wants a password', 'nopasswd', 'sudo: interactive authentication is required\n', 'refused', /NOPASSWD: /],
  [
    'sudo-rs: a wrong password, counted more than once',
    password,
    'sudo: Maximum 3 incorrect authentication attempts\n',
    'refused',
    /is wrong, and its sudo counts more tries than the one given/,
  ],
  [
    'a locked account',
    password,
    'The account is locked due to 3 failed logins.\n(10 minutes left to unlock)\nsudo: 1 incorrect password attempt\n',
    'refused',
    /The account is locked due to 3 failed logins\. Too many wrong passwords locked the account/,
  ],
];
for (const [name, sudo, stderr, kind, expected] of failures) {
  test(`failure: ${name}`, () => {
    const error = commandError(
      PATH,
      'cat',
      { code: /not found/.test(stderr) ? 127 : 1, stdout: 'CONTENT', stderr },
      sudo,
    );
    assert.is(error.kind, kind);
    assert.match(error.message, expected);
    assert.not.match(JSON.stringify(error.words), /CONTENT|sesame/);
  });
}

test.run();
