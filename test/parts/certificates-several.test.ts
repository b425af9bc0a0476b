import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createMasters } from '../../lib/certificates/masters.ts';
import { RunbookError } from '../../lib/errors.ts';
import { say } from '../../lib/text.ts';
import { makePki, type TestPki } from '../helpers/etcd-pki.ts';
import { answersFor, mastersOptions, startMaster, type TestMaster } from '../helpers/masters.ts';
import { watchLeaks } from '../helpers/ssh-session.ts';
import { canSshd, makeKey } from '../helpers/sshd.ts';

const when = canSshd() ? test : test.skip;

let pki: TestPki;
let all: TestMaster[];
let hanging: Server;
/** Connections to the one that hangs. */
let contacted = 0;
/** Each command on n1 takes longer than a head start; n2 to n7 answer at once. */
test.before(async () => {
  if (!canSshd()) return;
  pki = makePki();
  for (let n = 1; n <= 7; n++) pki.issue(`node-n${n}`);
  all = await Promise.all([1, 2, 3, 4, 5, 6, 7].map((n) => startMaster(pki, n, n === 1 ? { slow: 0.35 } : {})));
  hanging = createServer((socket) => {
    contacted++;
    socket.on('error', () => {}).resume();
  }).listen(0, '127.0.0.1');
  await once(hanging, 'listening');
});
test.after(async () => {
  if (!canSshd()) return;
  await Promise.all(all.map(({ sshd }) => sshd.stop()));
  hanging.close();
  pki.remove();
});

const hostOf = (n: number) => all[n - 1]?.host ?? { host: '?', port: 0, name: '?' };
const hosts = (...numbers: number[]) => numbers.map(hostOf);
/** One that nobody listens at, one that accepts and never answers. */
const down = { host: '127.0.0.1', port: 9, name: 'n1' };
const mute = () => ({ host: '127.0.0.1', port: (hanging.address() as AddressInfo).port, name: 'n2' });
const masters = createMasters(mastersOptions({ connectLimit: 700 }));
const failureOf = async (work: Promise<unknown>) => {
  const error = await work.catch((e: unknown) => e);
  if (!(error instanceof RunbookError)) throw new Error(`no RunbookError: ${JSON.stringify(error)}`);
  return error;
};

/** A case leaves neither a socket here nor a process there. */
const clean = (name: string, body: () => Promise<void>) =>
  when(name, async () => {
    const leaks = watchLeaks();
    await body();
    await leaks(...all.map(({ sshd }) => sshd));
  });

clean('the first in the order of the answers, though the others are faster', async () => {
  const { found, failed } = await masters.readCertificates(answersFor(all, hosts(1, 2, 3, 4, 5)));
  assert.equal([found.node, found.host, failed], ['n1', '127.0.0.101', []]);
  const turned = await masters.readCertificates(answersFor(all, hosts(3, 1, 2)));
  assert.is(turned.found.node, 'n3');
});

for (const count of [3, 5, 7]) {
  clean(`${count} masters, two of them down: the next in order, each that failed with its cause, in time`, async () => {
    const start = Date.now();
    const rest = [3, 4, 5, 6, 7].slice(0, count - 2);
    const { found, failed } = await masters.readCertificates(answersFor(all, [down, mute(), ...hosts(...rest)]));
    assert.is(found.node, 'n3');
    assert.equal(failed.length, 2);
    assert.match(failed[0]?.cause.en ?? '', /ECONNREFUSED/);
    assert.match(failed[1]?.cause.en ?? '', /0\.7 s/);
    assert.ok(Date.now() - start < 15_000, `${Date.now() - start} ms`);
  });
}

clean('one that hangs later in order is not waited for', async () => {
  const start = Date.now();
  contacted = 0;
  const patient = createMasters(mastersOptions({ connectLimit: 20_000 }));
  const { found } = await patient.readCertificates(answersFor(all, [hostOf(1), mute(), hostOf(4)]));
  assert.is(found.node, 'n1');
  assert.ok(contacted > 0, 'the one that hangs was never asked');
  assert.ok(Date.now() - start < 15_000, `${Date.now() - start} ms`);
});

clean('all down: a line for each', async () => {
  const error = await failureOf(masters.readCertificates(answersFor(all, [down, { ...down, host: '127.0.0.5' }])));
  assert.equal(
    error.failure.causes.map((cause) => say(cause, 'en').split(':')[0]),
    ['127.0.0.1', '127.0.0.5'],
  );
});

clean('who is well alone is asked alone', async () => {
  const known = all[2]?.sshd.known ?? '';
  const asked: string[] = [];
  const confirmHost = async ({ hostname }: { hostname: string }) => asked.push(hostname) > 99;
  const { found } = await createMasters(mastersOptions({ confirmHost })).readCertificates(
    answersFor(all, hosts(3, 4), known),
  );
  assert.equal([found.node, asked], ['n3', []]);
});

clean('a changed key stops everything, also on one that is later in order', async () => {
  const third = all[2]?.sshd;
  if (!third) throw new Error('no third');
  makeKey(third.path('forged'));
  const [type, key] = readFileSync(third.path('forged.pub'), 'utf8').split(' ');
  const known = all.map(({ sshd }) => (sshd === third ? `[127.0.0.103]:${third.port} ${type} ${key}\n` : sshd.known));
  const error = await failureOf(masters.readCertificates(answersFor(all, hosts(1, 3, 2), known.join(''))));
  assert.is(error.failure.causes.length, 1);
  assert.match(error.message, /127\.0\.0\.103: its host key changed/);
  const revoked = all.map(({ sshd }) => (sshd === third ? `${sshd.known}@revoked ${sshd.known}` : sshd.known));
  const other = await failureOf(masters.readCertificates(answersFor(all, hosts(1, 3), revoked.join(''))));
  assert.match(other.message, /127\.0\.0\.103: .*revoked/);
});

clean('where the Secret is from is read first, by host or by name; an answered order decides otherwise', async () => {
  const etcd = answersFor(all, hosts(1, 2, 3, 4, 5, 6));
  const from = async (recorded: object) => (await masters.readCertificates(etcd, recorded)).found.node;
  assert.equal([await from({ node: 'n6' }), await from({ host: '127.0.0.105' })], ['n6', 'n5']);
  assert.is(await from({ node: 'gone', host: 'gone' }), 'n1');
});

clean('a person is asked one by one, in order, and not about what is not needed', async () => {
  const asked: string[] = [];
  const confirm = (yes: (name: string) => boolean) =>
    createMasters(
      mastersOptions({
        confirmHost: async ({ hostname }) => {
          asked.push(hostname);
          return yes(hostname);
        },
      }),
    );
  const etcd = answersFor(all, hosts(3, 4, 5, 6), '');
  assert.is((await confirm(() => true).readCertificates(etcd)).found.node, 'n3');
  assert.equal(asked.splice(0), ['127.0.0.103']);
  const { found, failed } = await confirm((name) => name !== '127.0.0.103').readCertificates(etcd);
  assert.equal([found.node, failed.length], ['n4', 1]);
  assert.equal(asked, ['127.0.0.103', '127.0.0.104']);
});

/** Logins over all of them, of whatever outcome. */
const logins = () =>
  all.map(({ sshd }) => sshd.log().match(/^(Accepted|Failed) |by authenticating user/gm)?.length ?? 0);

clean('seven masters, one of them mute: the first is taken, and nobody is logged in to twice', async () => {
  const read = async (list: readonly object[]) => {
    const before = logins();
    const { found } = await masters.readCertificates(answersFor(all, list));
    const counts = logins().map((count, i) => count - (before[i] ?? 0));
    assert.is(found.node, 'n1');
    return counts;
  };
  const one = await read(hosts(1));
  assert.equal(one, [1, 0, 0, 0, 0, 0, 0]);
  const seven = await read([hostOf(1), mute(), ...hosts(3, 4, 5, 6, 7)]);
  const all7 = seven.reduce((sum, count) => sum + count, 0);
  assert.ok(all7 >= 2 && seven.every((count) => count <= 1), `logins: ${seven}`);
});

clean('where the first is well, nobody else is logged in to', async () => {
  const before = logins();
  // However busy the machine is that tests this.
  const alone = createMasters(mastersOptions({ pace: { headStart: 60_000 } }));
  await alone.readCertificates(answersFor(all, hosts(2, 1, 3, 4, 5, 6, 7)));
  const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0);
  assert.is(sum(logins()) - sum(before), 1);
});

test.run();
