import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type CertificateFiles, localFiles } from '../../lib/certificates/files.ts';
import { layoutsFor } from '../../lib/certificates/known-layouts.ts';
import type { Layout } from '../../lib/certificates/layouts.ts';
import { findCertificate } from '../../lib/certificates/search.ts';
import { HostError } from '../../lib/ssh/failure.ts';
import { makePki, type TestPki } from '../helpers/etcd-pki.ts';

let pki: TestPki;
test.before(() => {
  pki = makePki();
  pki.issue('good');
  pki.issue('expired', 'ca', { use: 'serverAuth' });
});
test.after(() => pki.remove());

/** A folder of its own with the test's files under the names given. */
function folderOf(name: string, files: Record<string, string>): string {
  const folder = join(pki.folder, name);
  mkdirSync(folder);
  for (const [target, source] of Object.entries(files)) cpSync(pki.path(source), join(folder, target));
  return folder;
}

const pairAs = (stem: string, pair = 'good') => ({
  [`${stem}.pem`]: `${pair}.pem`,
  [`${stem}-key.pem`]: `${pair}-key.pem`,
});
const find = (folder: string, names: string[] = [], files: CertificateFiles = localFiles, layouts?: Layout[]) =>
  findCertificate(files, { layouts: layouts ?? layoutsFor('auto'), folder, names, now: new Date() });

test('by name, before any other of the folder', async () => {
  const folder = folderOf('named', { 'ca.pem': 'ca.pem', ...pairAs('node-a'), ...pairAs('node-b') });
  const found = await find(folder, ['b.example.com']);
  assert.is(found.node, 'b');
  assert.is(found.keyPath, join(folder, 'node-b-key.pem'));
  assert.is(found.certificate, pki.read('good.pem'));
  assert.is(found.ca, pki.read('ca.pem'));
});

test('by listing, past one that is unfit', async () => {
  const folder = folderOf('listed', { 'ca.pem': 'ca.pem', ...pairAs('node-a', 'expired'), ...pairAs('node-z') });
  assert.is((await find(folder)).node, 'z');
});

test('by the name that the machine gives itself', async () => {
  const folder = folderOf('own', { 'ca.pem': 'ca.pem', ...pairAs('node-a'), ...pairAs('node-m1') });
  const files = { ...localFiles, names: async () => ['m1'] };
  assert.is((await find(folder, [], files)).node, 'm1');
});

test('kubeadm names', async () => {
  const files = { 'ca.crt': 'ca.pem', 'healthcheck-client.crt': 'good.pem', 'healthcheck-client.key': 'good-key.pem' };
  const folder = folderOf('kubeadm', files);
  assert.is((await find(folder, ['m1'])).certificatePath, join(folder, 'healthcheck-client.crt'));
});

test('nothing: says everything that was looked for, where', async () => {
  const folder = folderOf('empty', {});
  const error = await find(folder, ['m1']).catch((e) => e);
  assert.instance(error, HostError);
  assert.is(error.kind, 'missing');
  for (const file of ['node-m1.pem', 'node-*.pem', 'healthcheck-client.crt'])
    assert.ok(error.message.includes(join(folder, file)), file);
});

test('only unfit ones: says what is wrong with them', async () => {
  const folder = folderOf('unfit', { 'ca.pem': 'ca.pem', ...pairAs('node-a', 'expired') });
  const error = await find(folder).catch((e) => e);
  assert.is(error.kind, 'content');
  assert.match(error.message, /node-a\.pem: .*clientAuth/);
});

test('a folder that may not be listed is still read by name', async () => {
  const folder = folderOf('unlisted', { 'ca.pem': 'ca.pem', ...pairAs('node-a') });
  const list = async () => {
    throw new HostError('refused', { en: 'no', ko: 'no' });
  };
  assert.is((await find(folder, ['a'], { ...localFiles, list })).node, 'a');
  const error = await find(folder, [], { ...localFiles, list }).catch((e) => e);
  assert.match(error.message, /hosts: \[\{ host, name \}\]/);
});

test('a refusal ends the search at once: sudo must not be asked again with a wrong password', async () => {
  const asked: string[] = [];
  const read = async (path: string) => {
    asked.push(path);
    throw new HostError('refused', { en: 'no', ko: 'no' });
  };
  const error = await find('/x', ['a', 'b'], { ...localFiles, read }).catch((e) => e);
  assert.is(error.kind, 'refused');
  assert.is(asked.length, 1);
});

test('a certificate without its CA file is an error of that file', async () => {
  const folder = folderOf('noca', pairAs('node-a'));
  writeFileSync(join(folder, 'ca-key.pem'), 'x');
  const error = await find(folder).catch((e) => e);
  assert.match(error.message, /ca\.pem can't be read: ENOENT/);
});

test.run();
