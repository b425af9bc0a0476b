import { cpSync, symlinkSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import * as v from 'valibot';
import { etcd as schema } from '../../lib/answers/schema/etcd.ts';
import { createMasters } from '../../lib/certificates/masters.ts';
import { formatError, RunbookError } from '../../lib/errors.ts';
import type { SecretReader } from '../../lib/ports.ts';
import { makePki, type TestPki } from '../helpers/etcd-pki.ts';

let pki: TestPki;
test.before(() => {
  pki = makePki();
  pki.issue('node-a');
  pki.issue('node-b');
});
test.after(() => pki.remove());

const secrets: SecretReader = {
  read: async () => {
    throw new Error('no secret is needed here');
  },
};
const masters = createMasters({ secrets });
const answers = (certificates: object) => v.parse(schema, { certificates });

test('files: certificates first, then the key that belongs to them', async () => {
  const etcd = answers({ source: 'files', directory: pki.folder, hosts: [{ host: '10.0.0.11', name: 'b' }] });
  const { found } = await masters.readCertificates(etcd);
  assert.equal([found.node, found.host, found.certificate], ['b', pki.folder, pki.read('node-b.pem')]);
  assert.not.match(JSON.stringify(found), 'PRIVATE KEY');
  const { key, probes } = await masters.readKey(etcd, found, []);
  assert.equal(probes, []);
  assert.is(key.reveal(), pki.read('node-b-key.pem'));
  assert.is(`${key}`, '«secret»');
});

test('a key of another certificate is refused, and stays out of the message', async () => {
  const etcd = answers({ source: 'files', directory: pki.folder });
  const { found } = await masters.readCertificates(etcd);
  cpSync(pki.path('node-b-key.pem'), found.keyPath);
  const error = await masters.readKey(etcd, found, []).catch((e) => e);
  assert.instance(error, RunbookError);
  assert.is(error.failure.section, '3.5');
  const said = formatError(error, 'en') + error.stack;
  assert.match(said, /node-a-key\.pem: the key doesn't belong/);
  assert.not.match(said, pki.read('node-b-key.pem').split('\n')[1] ?? '?');
});

test('a key path that must not be read is refused', async () => {
  const etcd = answers({ source: 'files', directory: pki.folder });
  const { found } = await masters.readCertificates(etcd);
  const error = await masters.readKey(etcd, { ...found, keyPath: pki.path('ca-key.pem') }, []).catch((e) => e);
  assert.match(error.message, /must never leave/);
});

test('a link by a harmless name to a key that must stay is refused', async () => {
  const etcd = answers({ source: 'files', directory: pki.folder });
  const { found } = await masters.readCertificates(etcd);
  symlinkSync(pki.path('ca-key.pem'), pki.path('node-link-key.pem'));
  const link = { ...found, keyPath: pki.path('node-link-key.pem') };
  const error = await masters.readKey(etcd, link, []).catch((e) => e);
  assert.match(error.message, /ca-key\.pem must never leave/);
});

test("a member's own pair under a node's name is refused", async () => {
  const own = makePki();
  own.issue('etcd-member-x');
  cpSync(own.path('etcd-member-x.pem'), own.path('node-x.pem'));
  cpSync(own.path('etcd-member-x-key.pem'), own.path('node-x-key.pem'));
  const etcd = answers({ source: 'files', directory: own.folder });
  const error = await masters.readCertificates(etcd).catch((e) => e);
  assert.match(error.message, /etcd-member-x is a member's own certificate/);
  own.remove();
});

test('of several nodes in a folder the recorded one is taken, unless the answers name another', async () => {
  const read = async (certificates: object, node?: string) =>
    (
      await masters.readCertificates(answers({ source: 'files', directory: pki.folder, ...certificates }), {
        ...(node && { node }),
      })
    ).found.node;
  assert.equal([await read({}), await read({}, 'b')], ['a', 'b']);
  assert.is(await read({ hosts: [{ host: '10.0.0.11', name: 'a' }] }, 'b'), 'a');
});

test('files without a folder, ssh without a host', async () => {
  const files = await masters.readCertificates(answers({ source: 'files' })).catch((e) => e);
  assert.match(files.message, /etcd\.certificates\.directory/);
  const ssh = await masters.readCertificates(answers({})).catch((e) => e);
  assert.match(ssh.message, /etcd\.certificates\.hosts/);
});

test('every host that fails has its line', async () => {
  const hosts = ['-oProxyCommand=x', 'b'];
  const etcd = answers({ hosts, ssh: { config: pki.path('no-such-config') } });
  const error = await masters.readCertificates(etcd).catch((e) => e);
  assert.instance(error, RunbookError);
  assert.is(error.failure.causes.length, 2);
  assert.match(error.failure.causes[1].en, /^b: .*no-such-config/);
});

test.run();
