import { homedir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { expandHome, expandTokens, parseJumps, parseSshConfig } from '../../lib/ssh/ssh-config.ts';

test('keywords, repeated ones and several paths on a line', () => {
  const config = parseSshConfig(
    'hostname 10.0.0.1\nidentityfile ~/a b\nidentityfile /c\nuserknownhostsfile /x y ~/z none\n',
  );
  assert.is(config.first('hostname'), '10.0.0.1');
  assert.is(config.first('proxyjump'), undefined);
  assert.equal(config.all('identityfile'), ['~/a b', '/c']);
  assert.equal(parseSshConfig('userknownhostsfile /x y ~/z').paths('userknownhostsfile'), [
    '/x y',
    join(homedir(), 'z'),
  ]);
  assert.equal(parseSshConfig('globalknownhostsfile none').paths('globalknownhostsfile'), []);
});

test('jumps', () => {
  assert.equal(parseJumps(undefined), []);
  assert.equal(parseJumps('none'), []);
  assert.equal(parseJumps('bastion'), [{ host: 'bastion' }]);
  assert.equal(parseJumps('u@x@b:2200,[fe80::1]:22, ssh://q@c:1/'), [
    { host: 'b', user: 'u@x', port: 2200 },
    { host: 'fe80::1', port: 22 },
    { host: 'c', user: 'q', port: 1 },
  ]);
});

test('~ and tokens, which ssh -G leaves as they are', () => {
  assert.is(expandHome('~/k'), join(homedir(), 'k'));
  assert.is(expandHome('/a/~/k'), '/a/~/k');
  assert.is(expandTokens('/k_%h_%r_%%_%Z', { h: 'm1', r: 'u' }), '/k_m1_u_%_%Z');
});

test.run();
