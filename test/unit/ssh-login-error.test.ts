import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createLogin, type Login } from '../../lib/ssh/login.ts';
import { type LoginError, loginError } from '../../lib/ssh/login-error.ts';

const CAUSE = 'All configured authentication methods failed';
function refused(accepts: string[], more: Partial<Login> = {}): LoginError {
  const credentials = { offers: [], leftOut: [] };
  const login = createLogin('op', credentials, (error) => {
    throw error;
  });
  return loginError('op@m:22', CAUSE, credentials, { ...login, accepts, ...more });
}

test('a server that takes Kerberos only is told in one sentence', () => {
  for (const accepts of [['gssapi-with-mic'], ['gssapi-keyex', 'gssapi-with-mic']]) {
    const { words, wantsPassword } = refused(accepts);
    assert.match(
      words.en,
      /takes Kerberos \(GSSAPI\) only, which is not supported: .*etcd\.certificates\.source: files/,
    );
    assert.match(words.ko, /Kerberos\(GSSAPI\) 로그인만 받으며/);
    assert.not(wantsPassword);
  }
  assert.not.match(refused(['gssapi-with-mic', 'publickey']).words.en, /Kerberos/);
});

test('a password is worth a question where the server takes one, and where a second factor is no other question', () => {
  assert.equal(
    [
      refused(['publickey', 'password']),
      refused(['keyboard-interactive']),
      refused(['password'], { halfway: true }),
      refused(['keyboard-interactive'], { halfway: true }),
      refused(['publickey']),
    ].map(({ wantsPassword }) => wantsPassword),
    [true, true, true, false, false],
  );
});

test.run();
