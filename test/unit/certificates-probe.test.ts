import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import { type AddressInfo, connect, createServer as createTcp, type Socket } from 'node:net';
import { promisify } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Sealed } from '../../lib/answers/secret.ts';
import { isHealthy, isLeader, versionIn } from '../../lib/certificates/member-metrics.ts';
import { probeMember } from '../../lib/certificates/probe.ts';
import { probeFromHere } from '../../lib/certificates/probe-members.ts';
import { HostError } from '../../lib/ssh/failure.ts';
import { text } from '../../lib/text.ts';
import { makePki, type TestPki } from '../helpers/etcd-pki.ts';

const run = promisify(execFile);
let pki: TestPki;
let other: TestPki;
let member: Server;
let port: number;

/** A TLS server that asks for a client certificate, as an etcd member does. */
test.before(async () => {
  pki = makePki();
  other = makePki();
  pki.issue('member');
  pki.issue('client');
  other.issue('client');
  const tls = { cert: pki.read('member.pem'), key: pki.read('member-key.pem'), ca: pki.read('ca.pem') };
  member = createServer({ ...tls, requestCert: true, rejectUnauthorized: true }, (request, response) => {
    if (request.url === '/health') response.end('{"health":"true"}');
    else response.end('etcd_server_is_leader 1\netcd_server_version{server_version="3.6.16"} 1\n');
  });
  member.listen(0, '127.0.0.1');
  await once(member, 'listening');
  port = (member.address() as AddressInfo).port;
});
test.after(() => {
  member.closeAllConnections();
  member.close();
  pki.remove();
  other.remove();
});

const opened: Socket[] = [];
const forward = async (address: string, to: number) => {
  const socket = connect(to, address);
  opened.push(socket);
  await once(socket, 'connect');
  return socket;
};
const pairOf = (from: TestPki, ca = pki) => ({
  certificate: from.read('client.pem'),
  key: new Sealed(from.read('client-key.pem')),
  ca: ca.read('ca.pem'),
});

test('a member that accepts the pair: version and health', async () => {
  const probe = await probeMember(forward, { address: '127.0.0.1', port }, pairOf(pki));
  const { certificate, ...rest } = probe;
  assert.equal(rest, {
    address: '127.0.0.1',
    port,
    outcome: 'accepted',
    healthy: true,
    version: '3.6.16',
    leader: true,
  });
  assert.is(certificate?.commonName, 'member');
  assert.ok(certificate && certificate.notAfter > new Date());
});

test('a pair of another authority is no good for the member', async () => {
  const probe = await probeMember(forward, { address: '127.0.0.1', port }, pairOf(other, pki));
  assert.equal([probe.outcome, probe.certificate?.commonName], ['refused', 'member']);
  assert.ok(probe.cause?.en);
});

test("a member that another authority vouches for isn't trusted", async () => {
  const probe = await probeMember(forward, { address: '127.0.0.1', port }, pairOf(pki, other));
  assert.equal([probe.outcome, probe.certificate], ['untrusted', undefined]);
  assert.match(probe.cause?.en ?? '', /^[\w -]*certificate[\w -]*; check that this is the same etcd/);
  assert.match(probe.cause?.ko ?? '', /^[\w -]*certificate[\w -]*\. 같은 etcd가/);
});

test("what can't be verified is said with what to do about it, and without Node's own advice", async () => {
  pki.issue('late', 'ca', { days: -1 });
  pki.issue('elsewhere', 'ca', { names: 'IP:127.0.0.9' });
  const causeOf = async (from: TestPki, name: string) => {
    const served = createServer({ cert: from.read(`${name}.pem`), key: from.read(`${name}-key.pem`) });
    await once(served.listen(0, '127.0.0.1'), 'listening');
    const to = (served.address() as AddressInfo).port;
    const { outcome, cause } = await probeMember(forward, { address: '127.0.0.1', port: to }, pairOf(pki));
    served.close();
    assert.is(outcome, 'untrusted');
    return cause?.en ?? '';
  };
  // Node would have somebody trust the CAs of this machine.
  const stranger = await causeOf(other, 'client');
  assert.match(stranger, /^unable to [\w ]+ certificate; check that this is the same etcd/);
  assert.not.match(stranger, /Node|system-ca/);
  assert.match(await causeOf(pki, 'late'), /^certificate has expired; renew that member's own certificate first/);
  pki.issue('named', 'ca', { names: 'DNS:etcd1.example.com' });
  assert.match(await causeOf(pki, 'named'), /; it names no IP address at all: have one issued that does/);
  assert.match(await causeOf(pki, 'elsewhere'), /127\.0\.0\.9.*; list in etcd\.endpoints an address that/);
});

test('an authority that another one vouches for is enough by itself, as it is for etcd and Prometheus', async () => {
  pki.issue('between', 'ca', { authority: true, use: '' });
  pki.issue('below', 'between');
  const ca = pki.read('between.pem');
  const served = createServer({
    cert: pki.read('below.pem'),
    key: pki.read('below-key.pem'),
    ca: pki.read('ca.pem') + ca,
    requestCert: true,
  });
  served.on('request', (_, response) => response.end());
  await once(served.listen(0, '127.0.0.1'), 'listening');
  const to = (served.address() as AddressInfo).port;
  const pair = { certificate: pki.read('below.pem'), ca, key: new Sealed(pki.read('below-key.pem')) };
  const probe = await probeMember(forward, { address: '127.0.0.1', port: to }, pair);
  served.close();
  assert.equal([probe.outcome, probe.cause?.en], ['accepted', undefined]);
});

test('no environment variable switches the verification off', async () => {
  const program = `
    import { probeFromHere } from './lib/certificates/probe-members.ts';
    import { Sealed } from './lib/answers/secret.ts';
    const [certificate, key, ca] = [process.env.CERTIFICATE, process.env.KEY, process.env.CA];
    const pair = { certificate, key: new Sealed(key), ca };
    console.log(JSON.stringify(await probeFromHere([{ address: '127.0.0.1', port: ${port} }], pair)));
  `;
  const { certificate, ca, key } = pairOf(pki, other);
  const env = { CERTIFICATE: certificate, KEY: key.reveal(), CA: ca, NODE_TLS_REJECT_UNAUTHORIZED: '0' };
  const { stdout } = await run(process.execPath, ['--no-warnings', '--input-type=module', '-e', program], { env });
  const [probe] = JSON.parse(stdout);
  assert.equal([probe.outcome, probe.certificate, probe.version], ['untrusted', undefined, undefined]);
});

test('a member that hangs up, and a way that is not there', async () => {
  const rude = createTcp((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await once(rude, 'listening');
  const to = (rude.address() as AddressInfo).port;
  const probe = await probeMember(forward, { address: '127.0.0.1', port: to }, pairOf(pki));
  assert.is(probe.outcome, 'refused');
  rude.close();
  await once(rude, 'close');
  const gone = await probeMember(forward, { address: '127.0.0.1', port: to }, pairOf(pki));
  assert.is(gone.outcome, 'unreachable');
  assert.match(gone.cause?.en ?? '', /ECONNREFUSED/);
});

test('a way that is forbidden says nothing about the member', async () => {
  const forbid = async () => {
    throw new HostError('refused', text('forbidden', '금지'));
  };
  const probe = await probeMember(forbid, { address: '127.0.0.1', port }, pairOf(pki));
  assert.equal([probe.outcome, probe.cause?.en], ['skipped', 'forbidden']);
});

test('from here: who can not be reached is skipped, who refuses is not', async () => {
  const gone = await probeFromHere([{ address: '127.0.0.1', port: 9 }], pairOf(pki));
  assert.equal(
    gone.map(({ outcome }) => outcome),
    ['skipped'],
  );
  assert.match(gone[0]?.cause?.en ?? '', /not reachable from this machine: .*ECONNREFUSED/);
  const member = { address: '127.0.0.1', port };
  const there = await probeFromHere([member, member], pairOf(pki));
  assert.equal(
    there.map(({ outcome }) => outcome),
    ['accepted', 'accepted'],
  );
  const wrong = await probeFromHere([member], pairOf(other, pki));
  assert.equal(
    wrong.map(({ outcome }) => outcome),
    ['refused'],
  );
});

test('every connection was closed', () => {
  assert.ok(opened.length > 4);
  assert.ok(opened.every((socket) => socket.destroyed));
});

test("etcd's version and health in its own words", () => {
  const metrics = '# TYPE etcd_server_version gauge\netcd_server_version{server_version="3.5.12"} 1\n';
  assert.is(versionIn(metrics), '3.5.12');
  assert.is(versionIn('etcd_server_version{server_version="3.5.12"} 0'), undefined);
  assert.equal(
    ['etcd_server_is_leader 1', 'etcd_server_is_leader 0', '# TYPE etcd_server_is_leader gauge'].map(isLeader),
    [true, false, undefined],
  );
  assert.equal(
    [isHealthy('{"health":"true","reason":""}'), isHealthy('{"health":"false"}'), isHealthy(undefined)],
    [true, false, false],
  );
});

test.run();
