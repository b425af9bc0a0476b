import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createMasters } from '../../lib/certificates/masters.ts';
import type { MemberProbe } from '../../lib/certificates/probe.ts';
import { directly } from '../../lib/certificates/probe-members.ts';
import { lookFromMaster, unaskedFromHere } from '../../lib/certificates/surroundings.ts';
import { memberFinding, memberTable } from '../../lib/etcd/member-table.ts';
import { findPlainMetrics, PLAIN_PORT } from '../../lib/survey/plain-metrics.ts';
import { text } from '../../lib/text.ts';
import { lookFor } from '../../lib/tools/look.ts';
import { makePki, type TestPki } from '../helpers/etcd-pki.ts';
import { answersFor, mastersOptions, startMaster } from '../helpers/masters.ts';
import { temporaryFolder } from '../helpers/openssl.ts';
import { type RealEtcd, startEtcd } from '../helpers/real-etcd.ts';
import { watchLeaks } from '../helpers/ssh-session.ts';
import { canSshd } from '../helpers/sshd.ts';

const binary = lookFor('etcd')?.path;
const whenEtcd = binary ? test : test.skip;
const when = binary && canSshd() ? test : test.skip;

const folder = temporaryFolder();
let pki: TestPki;
let etcd: RealEtcd;
test.before(async () => {
  pki = makePki();
  for (const name of ['etcd-member-m', 'node-n1']) pki.issue(name);
  if (!binary) return;
  const pair = {
    ca: pki.path('ca.pem'),
    certificate: pki.path('etcd-member-m.pem'),
    key: pki.path('etcd-member-m-key.pem'),
  };
  etcd = await startEtcd(binary, folder.path, 1, pair);
});
test.after(async () => {
  await etcd?.stop();
  pki.remove();
  folder.remove();
});

const port = () => Number(new URL(etcd.clients[0] ?? '').port);

when('a real member through a real sshd: accepted, with its own certificate, version and leader', async () => {
  const master = await startMaster(pki, 1);
  const leaks = watchLeaks();
  const answers = { ...answersFor([master], [master.host]), port: port() };
  const masters = createMasters(mastersOptions());
  const { found } = await masters.readCertificates(answers);
  const { key, probes } = await masters.readKey(
    answers,
    found,
    ['127.0.0.1', '127.0.0.9'].map((address) => ({ address, port: port() })),
  );
  assert.is(key.reveal(), pki.read('node-n1-key.pem'));
  const [there, nobody] = probes;
  assert.equal(
    [there?.outcome, there?.certificate?.commonName, there?.healthy, there?.leader],
    ['accepted', 'etcd-member-m', true, true],
  );
  assert.match(there?.version ?? '', /^3\.\d+\.\d+$/);
  assert.is(nobody?.outcome, 'unreachable');
  await leaks(master.sshd);
  await master.sshd.stop();
});

when('a member of another CA is not trusted; a sshd that forwards nothing is no judgement', async () => {
  const other = makePki();
  other.issue('node-n1');
  const master = await startMaster(other, 1);
  const strict = await startMaster(pki, 1, { config: ['AllowTcpForwarding no'] });
  const outcomes = async (one: typeof master) => {
    const answers = { ...answersFor([one], [one.host]), port: port() };
    const masters = createMasters(mastersOptions());
    const { found } = await masters.readCertificates(answers);
    return (await masters.readKey(answers, found, [{ address: '127.0.0.1', port: port() }])).probes;
  };
  const [untrusted] = await outcomes(master);
  assert.equal([untrusted?.outcome, untrusted?.certificate], ['untrusted', undefined]);
  const [skipped] = await outcomes(strict);
  assert.is(skipped?.outcome, 'skipped');
  assert.match(skipped?.cause?.en ?? '', /AllowTcpForwarding/);
  for (const one of [master, strict]) await one.sshd.stop();
  other.remove();
});

whenEtcd('the plain port of a real member is seen; a TLS port, a closed one and another server are none', async () => {
  const [plain] = etcd.plain;
  assert.equal(await findPlainMetrics(['127.0.0.1'], plain), [{ address: '127.0.0.1', port: plain }]);
  assert.equal(await findPlainMetrics(['127.0.0.1'], port()), []);
  assert.equal(await findPlainMetrics(['127.0.0.1', '127.0.0.2'], 9), []);
});

when(
  'with the certificate, in the same session, the plain ports of members are seen, before any key is read',
  async () => {
    const [plain = 0] = etcd.plain;
    const address = '127.0.0.77';
    const twin = createServer((socket) => {
      const there = connect(plain, '127.0.0.1');
      for (const end of [socket, there]) end.on('error', () => {});
      socket.pipe(there).pipe(socket);
    }).listen(PLAIN_PORT, address);
    await once(twin, 'listening');
    const master = await startMaster(pki, 1);
    const strict = await startMaster(pki, 1, { config: ['AllowTcpForwarding no'] });
    const leaks = watchLeaks();
    const around = async (one: typeof master, ...members: string[]) => {
      const answers = { ...answersFor([one], [one.host]), port: port() };
      return (await createMasters(mastersOptions()).readCertificates(answers, {}, {}, members)).around;
    };
    assert.equal(await around(master, '127.0.0.1', address), { plainMetrics: [{ address, port: PLAIN_PORT }] });
    assert.equal(await around(master), undefined);
    const forbidden = await around(strict, '127.0.0.1', address);
    assert.equal(forbidden?.plainMetrics, []);
    assert.match(forbidden?.unasked?.en ?? '', /AllowTcpForwarding/);
    await leaks(master.sshd, strict.sshd);
    for (const one of [master, strict]) await one.sshd.stop();
    twin.close();
  },
);

test('a look at members that never answer ends in time, and leaves nothing open', async () => {
  const opened: Socket[] = [];
  const mute = createServer((socket) => void opened.push(socket.on('error', () => {}).resume())).listen(0, '127.0.0.1');
  await once(mute, 'listening');
  const to = (mute.address() as AddressInfo).port;
  const start = Date.now();
  const silent = () => directly('127.0.0.1', to);
  const never = () => new Promise<Socket>(() => {});
  const looks = await Promise.all([
    lookFromMaster(silent, ['10.0.0.1', '10.0.0.2'], 2379),
    lookFromMaster(never, ['10.0.0.1', '10.0.0.2'], 2379),
  ]);
  assert.equal(looks, [{ plainMetrics: [] }, { plainMetrics: [] }]);
  assert.ok(Date.now() - start < 15_000, `${Date.now() - start} ms`);
  while (opened.some((socket) => !socket.destroyed)) await new Promise((done) => setTimeout(done, 10));
  mute.close();
  const unasked = await unaskedFromHere(directly, ['127.0.0.1', '127.0.0.2'], 9);
  assert.match(unasked?.en ?? '', /^not reachable from this machine: .*ECONNREFUSED/);
  assert.is(await unaskedFromHere(directly, [], 9), undefined);
});

const TABLE: MemberProbe[] = [
  {
    address: '10.0.0.11',
    port: 2379,
    outcome: 'accepted',
    certificate: { commonName: 'etcd-member-a', notAfter: new Date('2030-01-02T03:04:05Z') },
    version: '3.6.16',
    healthy: true,
    leader: true,
  },
  { address: '10.0.0.12', port: 2379, outcome: 'refused', cause: text('bad certificate', '잘못된 인증서') },
  { address: '10.0.0.13', port: 2379, outcome: 'unreachable', cause: text('ECONNREFUSED', 'ECONNREFUSED') },
  { address: '10.0.0.14', port: 2379, outcome: 'skipped', cause: text('practice node', '연습용 노드') },
];

test('the table: a line a member, columns under their heads', () => {
  assert.equal(
    memberTable(TABLE).map(({ en }) => en.trim().split(/ {2,}/)),
    [
      ['MEMBER', 'CERTIFICATE', 'EXPIRES', 'VERIFIED', 'REACHABLE', 'ETCD', 'LEADER'],
      ['10.0.0.11', 'etcd-member-a', '2030-01-02', 'yes', 'yes', '3.6.16', 'yes'],
      ['10.0.0.12', '-', '-', 'no', 'yes', '-', '-'],
      ['10.0.0.13', '-', '-', '-', 'no', '-', '-'],
      ['10.0.0.14', '-', '-', 'skipped', '-', '-', '-'],
    ],
  );
  const [head = '', first = ''] = memberTable(TABLE).map(({ en }) => en);
  assert.is(head.indexOf('LEADER'), first.lastIndexOf('yes'));
});

test('each member without metrics is warned of, and a program gets it all', () => {
  const { warnings, data } = memberFinding(TABLE);
  assert.equal(
    warnings.map(({ en }) => en.split(':')[0]),
    ['10.0.0.12 refuses the certificate or the request', "10.0.0.13 can't be reached", '10.0.0.14 was not asked'],
  );
  const parsed = JSON.parse(JSON.stringify(data));
  assert.equal(parsed[0].certificate, { commonName: 'etcd-member-a', notAfter: '2030-01-02T03:04:05.000Z' });
  assert.equal([parsed[0].version, parsed[0].healthy, parsed[0].leader], ['3.6.16', true, true]);
  assert.equal([parsed[1].healthy, parsed[1].cause], [undefined, 'bad certificate']);
  assert.equal([parsed[0].verified, parsed[1].verified, parsed[2].outcome], [true, false, 'unreachable']);
  const sick = memberFinding([{ ...TABLE[0], address: 'a', port: 1, outcome: 'accepted', healthy: false }]);
  assert.match(sick.warnings[0]?.en ?? '', /not healthy/);
});

test.run();
