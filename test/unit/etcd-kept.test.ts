import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { certificateNotes } from '../../lib/etcd/certificate-notes.ts';
import { certificateDifferences, certificateSecret, holdsPair, isSettled } from '../../lib/etcd/certificate-secret.ts';
import { chooseCertificate, rotationOf } from '../../lib/etcd/rotation.ts';
import { secretFact } from '../../lib/etcd/secret-pair.ts';
import type { EtcdHostFact } from '../../lib/facts.ts';
import type { EtcdAnswers } from '../../lib/ssh/host.ts';
import { text } from '../../lib/text.ts';
import { makePki, type TestPki } from '../helpers/etcd-pki.ts';

const DAY = 24 * 60 * 60 * 1000;
let NOW: Date;
let pki: TestPki;
let other: TestPki;
test.before(() => {
  pki = makePki(400);
  other = makePki();
  pki.issue('node-a', 'ca', { days: 60 });
  pki.issue('node-b', 'ca', { days: 65 });
  pki.issue('node-prometheus', 'ca', { days: 60 });
  NOW = new Date();
});
test.after(() => {
  pki.remove();
  other.remove();
});

const hostOf = (node: string, host: string, ca = pki.read('ca.pem')): EtcdHostFact => ({
  node,
  host,
  certificate: pki.read(`node-${node}.pem`),
  ca,
  certificatePath: `/etc/ssl/etcd/ssl/node-${node}.pem`,
  keyPath: `/etc/ssl/etcd/ssl/node-${node}-key.pem`,
  caPath: '/etc/ssl/etcd/ssl/ca.pem',
});
const liveOf = (node: string, host: string, ca?: string) =>
  certificateSecret(hostOf(node, host, ca), pki.read(`node-${node}-key.pem`));
const factOf = (node: string, host: string, ca?: string) => {
  const fact = secretFact(liveOf(node, host, ca));
  if (!fact) throw new Error('no pair');
  return fact;
};

interface Case {
  found?: EtcdHostFact;
  source?: 'ssh' | 'files';
  hosts?: EtcdAnswers['certificates']['hosts'];
  failed?: string[];
  /** Days from now. */
  after?: number;
}
/** The node whose pair is chosen while the Secret holds that of a, read on m-a. */
const chosen = ({ found = hostOf('b', 'm-b'), source = 'ssh', hosts = ['m-a', 'm-b'], failed = [], after = 0 }: Case) =>
  chooseCertificate(
    { found, failed: failed.map((host) => ({ host, cause: text('down', '응답 없음') })) },
    factOf('a', 'm-a'),
    { source, hosts },
    new Date(NOW.getTime() + after * DAY),
  );

test('kept only where the host that it is from was asked now, and gave none', () => {
  const { node, kept } = chosen({ failed: ['m-a'] });
  assert.equal([node, kept], ['a', true]);
  assert.is(chosen({}).node, 'b', 'it did not fail');
  assert.is(chosen({ hosts: ['m-b'] }).node, 'b', 'it was taken out of the answers');
  assert.is(chosen({ hosts: ['m-c', 'm-b'], failed: ['m-c'] }).node, 'b', 'another one failed');
});

test("a folder that the answers name is the operator's word", () => {
  const found = hostOf('prometheus', '/home/me/pki');
  assert.is(chosen({ found, source: 'files', hosts: [] }), found);
  assert.is(chosen({ found, source: 'files', failed: ['m-a'] }), found);
});

test('one that ends soon is kept only where the other ends no later', () => {
  assert.is(chosen({ failed: ['m-a'], after: 40 }).node, 'b', '19 days against 24');
  assert.is(chosen({ failed: ['m-a'], found: hostOf('prometheus', 'm-b'), after: 40 }).node, 'a', '19 days both');
});

test('a host by another name, as the answers call it now: a renewed pair of its own comes in', () => {
  const found = { ...hostOf('b', 'm1'), node: 'm1' };
  assert.is(chosen({ found, hosts: ['m1'] }), found);
});

test('a record that is not so any more is repaired, without the key being read again', () => {
  const live = liveOf('a', '10.0.0.11');
  const now = hostOf('a', 'm1');
  assert.equal([isSettled(live, now), holdsPair(live, now)], [false, true]);
  assert.equal(certificateDifferences(live, now), [
    { path: ['metadata', 'annotations', 'tks-runbook/etcd-host'], before: '10.0.0.11', after: 'm1' },
  ]);
  assert.is(isSettled(live, hostOf('a', '10.0.0.11')), true);
});

test("who logs in is nobody else's concern: of ubuntu@10.0.0.11 only the address is recorded, and found again", () => {
  const live = liveOf('a', 'ubuntu@10.0.0.11');
  assert.is(live.metadata.annotations?.['tks-runbook/etcd-host'], '10.0.0.11');
  assert.is(isSettled(live, hostOf('a', 'ubuntu@10.0.0.11')), true);
  const kept = chooseCertificate(
    { found: hostOf('b', 'm-b'), failed: [{ host: 'ubuntu@10.0.0.11', cause: text('down', '응답 없음') }] },
    factOf('a', '10.0.0.11'),
    { source: 'ssh', hosts: ['ubuntu@10.0.0.11', 'm-b'] },
    NOW,
  );
  assert.is(kept.kept, true);
  assert.is(isSettled(live, kept), true);
});

test('a second CA beside the same issuer is a bundle that changed, no new authority; the order means nothing', () => {
  const [one, two] = [pki.read('ca.pem'), other.read('ca.pem')];
  const note = (now: string, before: string) => {
    const facts = { etcd: hostOf('a', 'm-a', now), etcdSecret: factOf('a', 'm-a', before) };
    return [rotationOf(facts.etcd, facts.etcdSecret), ...certificateNotes(facts).map(({ en }) => en)];
  };
  const [added, ...words] = note(one + two, one);
  assert.is(added, 'bundle');
  assert.match(words.join(), /^The CA bundle of etcd changed: \+ test-ca [0-9A-F:]{11}\.$/);
  assert.match(note(one, one + two).join(), /^bundle,The CA bundle of etcd changed: - test-ca [0-9A-F:]{11}\.$/);
  assert.equal(note(two + one, one + two), ['none']);
  assert.is(isSettled(liveOf('a', 'm-a', one + two), hostOf('a', 'm-a', two + one)), true);
  assert.equal(certificateDifferences(liveOf('a', 'm-a', one + two), hostOf('a', 'm-a', two + one)), []);
});

test('masters with the same fault are told in one line', () => {
  const cause = text('Permission denied', '권한 없음');
  const failed = ['m1', 'm2', 'm3'].map((host) => ({
    host,
    cause: host === 'm2' ? text('it is down', '꺼짐') : cause,
  }));
  const notes = certificateNotes({ etcd: hostOf('a', 'm-a'), etcdFailed: failed });
  assert.equal(
    notes.map(({ en }) => en.split(' gave')[0]),
    ['m1, m3', 'm2'],
  );
});

test.run();
