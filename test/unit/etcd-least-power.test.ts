import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Draft } from '../../lib/answers/draft.ts';
import { formatError, RunbookError } from '../../lib/errors.ts';
import { keyNotes } from '../../lib/etcd/key-notes.ts';
import { etcdSecretKeys } from '../../lib/etcd/secret-keys.ts';
import type { Facts, HostFacts, PlainMetricsFact } from '../../lib/facts.ts';
import { etcdCertificates } from '../../lib/questions/etcd-certificates.ts';
import { isOpen, missingAnswers, missingError } from '../../lib/questions/missing.ts';
import { etcdCerts } from '../../steps/3.5-etcd-certs.ts';
import { type EtcdAnswer, etcdInput, masterFiles, selfSigned } from '../helpers/etcd-input.ts';

const MEMBERS = ['10.0.0.11', '10.0.0.12'].map((address) => ({ address, from: 'kubeadm-config' as const }));
const plain = (...addresses: string[]): PlainMetricsFact[] => addresses.map((address) => ({ address, port: 2381 }));
const factsOf = async (plainMetrics: PlainMetricsFact[]): Promise<Facts> => {
  const { facts } = await etcdInput({}, { etcd: MEMBERS });
  return { ...facts, hosts: { plainMetrics } };
};
const question = etcdCertificates.find(({ path }) => path === 'etcd.certificates');
if (!question) throw new Error('no such question');

test('a plain port is offered before any key, where every member has one', async () => {
  const both = await factsOf(plain('10.0.0.11', '10.0.0.12'));
  assert.is(isOpen(question, { etcd: {} }, both), true);
  assert.match(question.hint?.(both, {})?.en ?? '', /10\.0\.0\.11:2381, 10\.0\.0\.12:2381/);
  assert.is(isOpen(question, { etcd: {} }, await factsOf(plain('10.0.0.11'))), false, 'one would not be scraped');
  assert.is(isOpen(question, { etcd: {} }, await factsOf([])), false);
  assert.is(isOpen(question, {}, both), false);
  const before = (path: string) => etcdCertificates.findIndex((each) => each.path === path);
  assert.ok(before('etcd.certificates') < before('etcd.certificates.source'));
});

test('yes takes no key and asks for none; no goes on to the certificates', async () => {
  const facts = await factsOf(plain('10.0.0.11', '10.0.0.12'));
  const open = (draft: Draft) =>
    etcdCertificates.filter((each) => isOpen(each, draft, facts)).map(({ path }) => path.split('.').at(-1));
  const yes = question.store?.({ etcd: {} }, true) ?? {};
  assert.equal(yes, { etcd: { certificates: { source: 'none' } } });
  assert.equal(open(yes), []);
  const no = question.store?.({ etcd: {} }, false) ?? {};
  assert.equal(no, { etcd: {} });
  assert.ok(open(no).includes('source'));
  assert.ok(open(no).includes('acknowledge'));
});

test('unattended, what a certificate can do is in the error that asks for the acknowledgement', async () => {
  const { facts } = await etcdInput({}, { etcd: MEMBERS });
  const missing = missingAnswers({ etcd: { certificates: { hosts: ['m1'] } } }, facts);
  const said = formatError(missingError(missing), 'en');
  assert.match(
    said,
    /etcd\.certificates\.acknowledge \(3\.5\): .*root on etcd.* --set 'etcd\.certificates\.acknowledge=true'/,
  );
});

async function notesOf(etcd: EtcdAnswer, hosts: HostFacts): Promise<string[]> {
  const input = await etcdInput(etcd, { etcd: MEMBERS });
  const facts = { ...input.facts, hosts: { etcd: masterFiles(), ...hosts } };
  return etcdCerts.notes?.({ ...input, facts }).map(({ en }) => en) ?? [];
}

test('unattended, the plain port is recommended where every member has one; elsewhere who lacks it is named', async () => {
  const notes = async (...addresses: string[]) => (await notesOf({}, { plainMetrics: plain(...addresses) }))[0];
  assert.match(
    (await notes('10.0.0.11', '10.0.0.12')) ?? '',
    /2381 of 10\.0\.0\.11, 10\.0\.0\.12 without a certificate: with .*source: none and etcd\.port: 2381 no key/,
  );
  assert.match(
    (await notes('10.0.0.12')) ?? '',
    /2381 of 10\.0\.0\.12 .*, but not of 10\.0\.0\.11: open it there too.*source: none and etcd\.port: 2381 no key/,
  );
  assert.is(await notes(), undefined);
});

test('where members are only guessed, a plain port of some is no advice', async () => {
  const guessed = ['10.0.0.11', '10.0.0.12'].map((address) => ({ address, from: 'node' as const }));
  const { answers, facts } = await etcdInput({}, { etcd: guessed });
  const hosts = { plainMetrics: plain('10.0.0.11') };
  assert.equal(keyNotes({ answers, facts: { ...facts, hosts } }), []);
});

test("that sudo's own log may keep the key is said where sudo reads it, and where it is to be read at all", async () => {
  const { certificate } = selfSigned('master1');
  const etcd = { ...masterFiles(certificate, certificate), host: 'm1' };
  const said = async (ssh: object, hosts: HostFacts = { etcd }, source: 'ssh' | 'files' = 'ssh') =>
    (await notesOf({ certificates: { source, ssh } }, hosts)).filter((note) => /log_output/.test(note)).length;
  assert.is(await said({ sudo: 'nopasswd' }), 1);
  assert.is(await said({ sudo: { password: { env: 'X' } } }), 1);
  assert.is(await said({}), 0);
  assert.is(await said({ sudo: 'nopasswd' }, { etcd }, 'files'), 0);
  const names = { certificate: 'node-master1.pem', ca: 'ca.pem', key: 'node-master1-key.pem' };
  const etcdSecret = { certificate, ca: certificate, names, intact: true };
  assert.is(await said({ sudo: 'nopasswd' }, { etcd, etcdSecret }), 0, 'the key is there already');
});

test("a Secret of the operator's own with the CA's key or a member's pair is refused, whatever else it holds", async () => {
  const input = await etcdInput({ certificates: { source: 'secret', name: 'mine' } });
  const use = (...etcdSecretKeys_: string[]) =>
    etcdSecretKeys({ ...input, facts: { ...input.facts, hosts: { etcdSecretKeys: etcdSecretKeys_ } } });
  assert.is(use('ca.pem', 'node-a.pem', 'node-a-key.pem')?.key, 'node-a-key.pem');
  for (const more of ['ca-key.pem', 'member-a.pem', 'member-a-key.pem', 'ca.key']) {
    try {
      use('ca.pem', 'node-a.pem', 'node-a-key.pem', more);
      assert.unreachable(more);
    } catch (error) {
      if (!(error instanceof RunbookError)) throw error;
      assert.match(error.message, new RegExp(`it holds ${more.replaceAll('.', '\\.')}`));
      assert.is(error.exit, 3);
    }
  }
});

test.run();
