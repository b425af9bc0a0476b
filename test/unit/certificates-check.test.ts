import { execFileSync } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Sealed } from '../../lib/answers/secret.ts';
import { checkCertificate, checkKey } from '../../lib/certificates/check.ts';
import { daysLeft, inspectCertificate, parseCertificates } from '../../lib/certificates/inspect.ts';
import type { Text } from '../../lib/text.ts';
import { makePki, type TestPki } from '../helpers/etcd-pki.ts';

const DAY = 86_400_000;
let pki: TestPki;
let other: TestPki;

test.before(() => {
  pki = makePki();
  other = makePki();
  pki.issue('good');
  pki.issue('server', 'ca', { use: 'serverAuth' });
  pki.issue('any', 'ca', { use: '' });
  pki.issue('middle', 'ca', { authority: true, use: '' });
  pki.issue('below', 'middle');
  other.issue('foreign');
});
test.after(() => {
  pki.remove();
  other.remove();
});

const check = (name: string, at = new Date(), from = pki) =>
  checkCertificate({ certificate: from.read(`${name}.pem`), ca: pki.read('ca.pem') }, at);
const only = (faults: Text[], expected: RegExp) => {
  assert.is(faults.length, 1, JSON.stringify(faults));
  assert.match(faults[0]?.en ?? '', expected);
  assert.match(faults[0]?.ko ?? '', /[가-힣]/);
};

test('a good certificate has no fault', () => assert.equal(check('good'), []));

test('one without extended key usage may be used for anything', () => assert.equal(check('any'), []));

test('one for servers only is refused', () => only(check('server'), /clientAuth/));

test('one of another authority is refused, though the names are the same', () => {
  only(check('foreign', new Date(), other), /isn't signed by the CA file's test-ca/);
});

test("a signature that is not the authority's is refused, though everything else fits", () => {
  const [good] = parseCertificates(pki.read('good.pem'));
  assert.ok(good);
  const bytes = Buffer.from(good.raw);
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
  const certificate = `-----BEGIN CERTIFICATE-----\n${bytes.toString('base64')}\n-----END CERTIFICATE-----\n`;
  only(checkCertificate({ certificate, ca: pki.read('ca.pem') }, new Date()), /isn't signed by/);
});

test('an authority is no client', () => only(check('middle'), /is an authority/));

test('an intermediate counts when the certificate file holds it', () => {
  only(check('below'), /isn't signed by/);
  const certificate = pki.read('below.pem') + pki.read('middle.pem');
  assert.equal(checkCertificate({ certificate, ca: pki.read('ca.pem') }, new Date()), []);
});

test('dates: before, the last day, after, and the authority ends too', () => {
  only(check('good', new Date(Date.now() - DAY)).slice(0, 1), /good is valid only from [^;]+$/);
  const slow = new Date(Date.now() - 30 * 60 * 1000);
  only(
    check('good', slow).slice(0, 1),
    /good is valid only from .*; this machine's clock says \d{4}-.*: is it slow\?$/,
  );
  assert.equal(check('good', new Date(Date.now() + 19 * DAY)), []);
  only(check('good', new Date(Date.now() + 22 * DAY)), /good expired [23] days ago/);
  const both = check('good', new Date(Date.now() + 40 * DAY)).map((fault) => fault.en);
  assert.is(both.length, 2);
  assert.match(both[1] ?? '', /test-ca expired/);
});

test('what is no PEM is said once for each file', () => {
  const faults = checkCertificate(
    { certificate: 'x', ca: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' },
    new Date(),
  );
  assert.is(faults.length, 2);
});

test('the key must belong to the certificate, and is never in the message', () => {
  const key = (name: string) => new Sealed(pki.read(`${name}-key.pem`));
  const certificate = pki.read('good.pem');
  assert.equal(checkKey(key('good'), certificate), []);
  only(checkKey(key('server'), certificate), /doesn't belong/);
  const secret = 'MHcCAQEE';
  const faults = checkKey(
    new Sealed(`-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----\n`),
    certificate,
  );
  only(faults, /private key can't be read/);
  assert.not.match(JSON.stringify(faults), secret);
});

test('what OpenSSL takes and Prometheus does not is refused', () => {
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: pki.folder, stdio: 'pipe' });
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:secp256k1', '-nodes', '-subj', '/CN=odd'];
  openssl('req', '-x509', ...curve, '-keyout', 'odd-key.pem', '-out', 'odd.pem');
  only(checkKey(new Sealed(pki.read('odd-key.pem')), pki.read('odd.pem')), /of curve secp256k1, which Prometheus/);
  const trusted = openssl('x509', '-in', 'good.pem', '-trustout').toString();
  only(checkCertificate({ certificate: trusted, ca: pki.read('ca.pem') }, new Date()), /certificate can't be read/);
});

test('a key with a passphrase is refused', () => {
  const args = ['pkcs8', '-topk8', '-in', pki.path('good-key.pem'), '-passout', 'stdin'];
  const pem = execFileSync('openssl', args, { input: 'long enough\n', encoding: 'utf8', stdio: 'pipe' });
  only(checkKey(new Sealed(pem), pki.read('good.pem')), /passphrase/);
});

test('facts of a certificate', () => {
  const [certificate] = parseCertificates(`some text before\n${pki.read('good.pem')}`);
  assert.ok(certificate);
  const facts = inspectCertificate(certificate);
  assert.is(facts.commonName, 'good');
  assert.is(facts.issuer, 'test-ca');
  assert.equal(facts.alternativeNames, ['DNS:localhost', 'IP Address:127.0.0.1']);
  assert.match(facts.fingerprint, /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  assert.is(facts.clientAuth, true);
  assert.is(facts.authority, false);
  assert.is(daysLeft(facts, new Date(facts.notAfter.getTime() - 3 * DAY)), 3);
  assert.is(daysLeft(facts, new Date(facts.notAfter.getTime() + 1)), -1);
});

test("beside an authority's own renewal the certificate that has expired counts no more", () => {
  const renew = ['req', '-x509', '-key', 'ca-key.pem', '-subj', '/CN=test-ca', '-days', '200', '-out', 'renewed.pem'];
  execFileSync('openssl', renew, { cwd: pki.folder, stdio: 'pipe' });
  pki.issue('long', 'ca', { days: 100 });
  const [certificate, old, renewed] = ['long.pem', 'ca.pem', 'renewed.pem'].map(pki.read);
  const then = new Date(Date.now() + 40 * DAY);
  for (const ca of [`${old}${renewed}`, `${renewed}${old}`])
    assert.equal(checkCertificate({ certificate: certificate ?? '', ca }, then), []);
  only(checkCertificate({ certificate: certificate ?? '', ca: old ?? '' }, then), /^test-ca expired/);
});

test('a private key in the place of a certificate is refused, and not shown', () => {
  const key = pki.read('good-key.pem');
  const [certificate, ca] = [pki.read('good.pem'), pki.read('ca.pem')];
  only(
    checkCertificate({ certificate: certificate + key, ca }, new Date()),
    /^the certificate file holds a private key/,
  );
  only(checkCertificate({ certificate, ca: key + ca }, new Date()), /^the CA file holds a private key/);
  const body = key.split('\n')[1] ?? '';
  assert.not.match(JSON.stringify(checkCertificate({ certificate: key, ca: key }, new Date())), body);
});

test.run();
