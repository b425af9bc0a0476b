import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { RunbookError } from '../../lib/errors.ts';
import { hasSection, iniValue, setIni, withoutSettings } from '../../lib/grafana/ini.ts';

const INI = `# of the operator
app_mode = production

[auth.generic_oauth]
;enabled = false
client_id = old # the portal's
scopes: openid

[smtp]
; mail goes out here
password = """a;b#c"""

[security]
banner = """first line
client_id = not a setting
last line"""
joined = one \\
  two
`;

test('a setting is replaced where it stands; everything else stays to the letter', () => {
  const after = setIni(INI, 'auth.generic_oauth', { client_id: 'grafana' });
  assert.is(after, INI.replace("client_id = old # the portal's", 'client_id = grafana'));
});

test('a new setting comes at the end of its section, a new section at the end of the file', () => {
  const after = setIni(setIni(INI, 'smtp', { host: 'mail' }), 'server', { root_url: 'https://g/' });
  assert.is(after, `${INI.replace('#c"""\n', '#c"""\nhost = mail\n')}\n[server]\nroot_url = https://g/\n`);
});

test('a commented setting and the inside of a quoted value are no settings', () => {
  assert.is(iniValue(INI, 'auth.generic_oauth', 'enabled'), undefined);
  assert.is(iniValue(INI, 'security', 'client_id'), undefined);
  const after = setIni(INI, 'security', { client_id: 'x' });
  assert.ok(after.startsWith(INI), 'it is added after the section, not written into the quoted value');
});

test('values are read as Grafana reads them', () => {
  assert.is(iniValue(INI, '', 'app_mode'), 'production');
  assert.is(iniValue(INI, 'auth.generic_oauth', 'client_id'), 'old');
  assert.is(iniValue(INI, 'auth.generic_oauth', 'scopes'), 'openid');
  assert.is(iniValue(INI, 'smtp', 'password'), 'a;b#c');
  assert.is(iniValue(INI, 'security', 'banner'), 'first line\nclient_id = not a setting\nlast line');
});

test('a setting that spans lines is replaced whole', () => {
  const after = setIni(INI, 'security', { banner: 'short', joined: 'three' });
  assert.ok(after.endsWith('[security]\nbanner = short\njoined = three\n'), after);
});

test('what Grafana would cut or strip goes into triple quotes, and comes back', () => {
  const awkward = ["script-src 'self'; a", 'a#b', "'Viewer'", '"x"', '`x', 'ends in \\', ' padded '];
  for (const value of awkward) {
    const after = setIni('', 's', { key: value });
    assert.is(after, `[s]\nkey = """${value}"""\n`);
    assert.is(iniValue(after, 's', 'key'), value);
  }
  const plain = "contains(roles[*], 'a b') && 'Admin' || 'Viewer'";
  assert.is(setIni('', 's', { key: plain }), `[s]\nkey = ${plain}\n`);
});

test('what an ini file can not hold is refused', () => {
  for (const value of ['a\nb', 'a"""b', '%(protocol)s'])
    assert.throws(
      () => setIni('', 's', { key: value }),
      (error: unknown) => error instanceof RunbookError && error.exit === 2,
    );
});

test('setting twice is setting once; a key that stood there twice stands there once', () => {
  const settings = { a: 'x;y', b: '1' };
  const once = setIni(INI, 'new', settings);
  assert.is(setIni(once, 'new', settings), once);
  assert.is(setIni('[s]\na = 1\nb = 2\na = 3\n', 's', { a: '4' }), '[s]\nb = 2\na = 4\n');
  assert.is(setIni('[s]\na = 1\n[t]\n[s]\nb = 2\n', 's', { c: '3' }), '[s]\na = 1\n[t]\n[s]\nb = 2\nc = 3\n');
});

test('settings are taken out whole, of one section, and nothing else is touched', () => {
  const after = withoutSettings(INI, 'security', (key) => key !== 'joined');
  assert.is(after, INI.replace(/banner = """[^"]*"""\n/, ''));
  assert.is(
    withoutSettings(INI, 'smtp', () => false),
    INI,
  );
  assert.is(hasSection(INI, 'smtp'), true);
  assert.is(hasSection('; [smtp]\n[other]\n', 'smtp'), false);
});

test('line breaks of Windows and an empty file are no trouble', () => {
  assert.is(setIni('[s]\r\na = 1\r\n', 's', { a: '2' }), '[s]\na = 2\n');
  assert.is(setIni('', 's', { a: '1' }), '[s]\na = 1\n');
});

test.run();
