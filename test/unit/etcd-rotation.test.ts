import { execFileSync } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { certificateNotes } from '../../lib/etcd/certificate-notes.ts';
import { certificateDifferences, certificateSecret, isSettled } from '../../lib/etcd/certificate-secret.ts';
import { expiryOf, isSoon } from '../../lib/etcd/expiry.ts';
import { chooseCertificate, rotationOf } from '../../lib/etcd/rotation.ts';
import { secretFact } from '../../lib/etcd/secret-pair.ts';
import type { EtcdHostFact, EtcdSecretFact } from '../../lib/facts.ts';
import type { KubeObject } from '../../lib/kubernetes/object.ts';
import { text } from '../../lib/text.ts';
import { makePki, type TestPki } from '../helpers/etcd-pki.ts';

const DAY = 24 * 60 * 60 * 1000;
// Once the certificates are issued, so that they are valid, and end a whole number of days later at most.
let NOW: Date;
let LATER: Date;

let pki: TestPki;
let other: TestPki;
test.before(() => {
  pki = makePki();
  other = makePki();
  for (const name of ['node-a', 'node-b', 'renewed']) pki.issue(name);
  other.issue('node-a');
  NOW = new Date();
  LATER = new Date(NOW.getTime() + 25 * DAY);
});
test.after(() => {
  pki.remove();
  other.remove();
});

const hostOf = (node: string, from = pki, file = `node-${node}`): EtcdHostFact => ({
  node,
  host: `m-${node}`,
  certificate: from.read(`${file}.pem`),
  ca: from.read('ca.pem'),
  certificatePath: `/etc/ssl/etcd/ssl/node-${node}.pem`,
  keyPath: `/etc/ssl/etcd/ssl/node-${node}-key.pem`,
  caPath: '/etc/ssl/etcd/ssl/ca.pem',
});
const liveOf = (node: string): KubeObject => certificateSecret(hostOf(node), pki.read(`node-${node}-key.pem`));
const factOf = (live: KubeObject) => {
  const fact = secretFact(live);
  if (!fact) throw new Error('no pair');
  return fact;
};

const SSH = { source: 'ssh' as const, hosts: ['m-a', 'm-b'] };
/** What is chosen where m-a gave none, unless said otherwise. */
const choose = (found: EtcdHostFact, secret: EtcdSecretFact | undefined, now = NOW, failed = ['m-a'], answers = SSH) =>
  chooseCertificate(
    { found, failed: failed.map((host) => ({ host, cause: text('down', '응답 없음') })) },
    secret,
    answers,
    now,
  );

test('the Secret tells where its pair is from, and nothing of its key', () => {
  const fact = factOf(liveOf('a'));
  assert.equal([fact.node, fact.host, fact.intact], ['a', 'm-a', true]);
  assert.equal(fact.names, { certificate: 'node-a.pem', ca: 'ca.pem', key: 'node-a-key.pem' });
  assert.not.match(JSON.stringify(fact), pki.read('node-a-key.pem').split('\n')[1] ?? '?');
});

test("the document's own Secret tells its node by the file's name; one with anything else in it is not intact", () => {
  const live = liveOf('a');
  const byHand = { ...live, metadata: { name: 'etcd-certs', namespace: 'monitoring' } };
  assert.equal([factOf(byHand).node, factOf(byHand).host], ['a', undefined]);
  const data = live.data as Record<string, string>;
  assert.is(factOf({ ...live, data: { ...data, more: 'eA==' } }).intact, false);
  assert.is(factOf({ ...live, data: { ...data, 'node-a-key.pem': String(data['ca.pem']) } }).intact, false);
  assert.is(secretFact({ ...live, data: {} }), undefined);
});

test('the same certificate: nothing to do', () => {
  const live = liveOf('a');
  const chosen = choose(hostOf('a'), factOf(live), NOW, []);
  assert.is(chosen.kept, undefined);
  assert.is(rotationOf(chosen, factOf(live)), 'none');
  assert.is(isSettled(live, chosen), true);
});

test("another node's pair of the same CA is no rotation while the old one is good", () => {
  const live = liveOf('a');
  const chosen = choose(hostOf('b'), factOf(live));
  assert.equal([chosen.node, chosen.host, chosen.kept], ['a', 'm-a', true]);
  assert.is(isSettled(live, chosen), true);
  assert.equal(certificateSecret(chosen).metadata.annotations, live.metadata.annotations);
  assert.match(certificateNotes({ etcd: chosen, etcdSecret: factOf(live) })[0]?.en ?? '', /certificate of a stays/);
});

test('it is one once the old one has expired, is broken, or is of another CA', () => {
  const live = liveOf('a');
  const nodeOf = (found: EtcdHostFact, secret: KubeObject, now = NOW) => choose(found, factOf(secret), now).node;
  assert.is(nodeOf(hostOf('b'), live, LATER), 'b');
  const broken = { ...live, data: { ...(live.data as object), more: 'eA==' } } as KubeObject;
  assert.is(nodeOf(hostOf('b'), broken), 'b');
  const elsewhere = { ...hostOf('b'), ca: other.read('ca.pem') };
  assert.is(nodeOf(elsewhere, live), 'b');
  assert.is(choose(hostOf('b'), undefined).node, 'b');
});

test('a new leaf of the node that it is from is shown: who, until when, the fingerprint; no key', () => {
  const live = liveOf('a');
  const found = hostOf('a', pki, 'renewed');
  assert.is(choose(found, factOf(live), NOW, []), found);
  assert.is(rotationOf(found, factOf(live)), 'certificate');
  const shown = certificateDifferences(live, found);
  assert.equal(
    shown.map(({ path }) => path[1]),
    ['node-a.pem', 'node-a-key.pem'],
  );
  const [leaf] = shown;
  assert.match(String(leaf?.before), /^node-a to \d{4}-\d\d-\d\d, ([0-9A-F]{2}:){3}[0-9A-F]{2}$/);
  assert.match(String(leaf?.after), /^renewed to /);
  assert.equal([shown[1]?.before, shown[1]?.after], ['…', '…']);
  assert.not.match(JSON.stringify(shown), /BEGIN/);
  assert.ok(shown.every(({ before, after }) => String(before).length <= 60 && String(after).length <= 60));
  assert.equal(certificateDifferences(live, hostOf('a')), []);
});

test('a new CA is said plainly', () => {
  const live = liveOf('a');
  const found = hostOf('a', other);
  const facts = { etcd: choose(found, factOf(live), NOW, []), etcdSecret: factOf(live) };
  assert.is(rotationOf(found, factOf(live)), 'authority');
  const [note] = certificateNotes(facts);
  assert.match(note?.en ?? '', /^The CA of etcd changed \(test-ca .* → test-ca /);
  assert.equal(
    certificateDifferences(live, found).map(({ path }) => path[1]),
    ['ca.pem', 'node-a.pem', 'node-a-key.pem'],
  );
});

test('other names of the keys are said, as the ServiceMonitor must follow; the old ones go', () => {
  const found = hostOf('b');
  const notes = certificateNotes({ etcd: found, etcdSecret: factOf(liveOf('a')) });
  assert.match(notes.map(({ en }) => en).join(), /node-a\.pem → node-b\.pem/);
  const gone = certificateDifferences(liveOf('a'), found).filter(({ after }) => after === undefined);
  assert.equal(
    gone.map(({ path }) => path[1]),
    ['node-a.pem', 'node-a-key.pem'],
  );
});

test('masters that failed are told; nothing is told where there is nothing', () => {
  const cause = { en: 'it is down', ko: '응답 없음' };
  const notes = certificateNotes({ etcd: hostOf('a'), etcdFailed: [{ host: 'm9', cause }] });
  assert.match(notes[0]?.en ?? '', /^m9 gave no etcd certificate.*it is down/);
  assert.equal(certificateNotes({ etcd: hostOf('a'), readAt: new Date(NOW.getTime() - 20 * DAY) }), []);
});

test('what ends first decides how long a pair lasts; under 30 days somebody is told', () => {
  const pair = hostOf('a');
  const expiry = expiryOf(pair, NOW);
  assert.is(expiry?.days, 19);
  assert.match(
    expiry?.words.en ?? '',
    /certificate node-a is valid until \d{4}-\d\d-\d\d, 19 days\. .*--only etcd-certs/,
  );
  assert.is(expiry && isSoon(expiry), true);
  const early = expiryOf(pair, new Date(NOW.getTime() - 11 * DAY));
  assert.is(early?.days, 30);
  assert.is(early && isSoon(early), false);
  assert.not.match(early?.words.en ?? '', /renew/);
  const late = expiryOf(pair, LATER);
  assert.is(late?.days, -6);
  assert.match(late?.until.en ?? '', /^The etcd client certificate node-a ended on \d{4}-\d\d-\d\d\.$/);
  assert.is(certificateNotes({ etcd: pair, readAt: NOW }).length, 1);
  assert.is(expiryOf({ certificate: '', ca: '' }, NOW), undefined);
});

test('a CA that ends before its leaf is what counts', () => {
  const long = makePki();
  long.issue('node-a', 'ca', { days: 300 });
  assert.match(
    expiryOf(hostOf('a', long), new Date())?.words.en ?? '',
    /^The CA of etcd, test-ca, is valid until .* 29 days/,
  );
  long.remove();
});

test('of a bundle only what the leaf hangs on counts: another CA in it, or the same one before its renewal, may end', () => {
  const short = makePki(5);
  const before = anew(pki, 3);
  const after = anew(short, 300);
  pki.issue('soon', 'ca', { days: 3, authority: true });
  pki.issue('leaf', 'soon', { days: 15 });
  short.issue('between', 'ca', { days: 100, authority: true });
  short.issue('below', 'between', { days: 50 });
  // Once all are there: openssl counts from the second in which it is asked.
  const now = new Date();
  const found = hostOf('a');
  const daysOf = (ca: string, certificate = found.certificate) => expiryOf({ certificate, ca }, now)?.days;
  for (const other of [short.read('ca.pem'), before])
    for (const ca of [other + found.ca, found.ca + other]) assert.is(daysOf(ca), 19);
  assert.is(daysOf(before), 2);
  assert.is(daysOf(pki.read('soon.pem') + found.ca, pki.read('leaf.pem')), 2);
  // The file's own authority vouches for it; what is above that one may end.
  assert.is(daysOf(short.read('between.pem') + short.read('ca.pem'), short.read('below.pem')), 49);
  // Nor does what the certificate's own file holds beside its chain.
  assert.is(daysOf(found.ca, found.certificate + before), 19);
  // A file of etcd's servers only vouches for no client: it counts as it was last renewed.
  for (const ca of [short.read('ca.pem') + after, after + short.read('ca.pem')]) assert.is(daysOf(ca), 19);
  assert.is(daysOf(short.read('ca.pem')), 4);
  short.remove();
});

/** An authority's certificate made again with its key. */
function anew(from: TestPki, days: number): string {
  const args = ['req', '-x509', '-key', from.path('ca-key.pem'), '-subj', '/CN=test-ca', '-days', String(days)];
  return execFileSync('openssl', args, { encoding: 'utf8', stdio: 'pipe' });
}

test.run();
