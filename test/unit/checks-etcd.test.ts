import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Sealed } from '../../lib/answers/secret.ts';
import { parseCertificates } from '../../lib/certificates/inspect.ts';
import type { CheckPorts } from '../../lib/checks/check.ts';
import { etcdCertificateCheck, judgePair } from '../../lib/checks/etcd-certificate.ts';
import { entriesNamed } from '../../lib/checks/etcd-entries.ts';
import type { Outcome } from '../../lib/checks/outcome.ts';
import { runCheck } from '../../lib/checks/run.ts';
import { createClient } from '../../lib/kubernetes/client.ts';
import type { KubeObject } from '../../lib/kubernetes/object.ts';
import { text } from '../../lib/text.ts';
import { makePki, type TestPki } from '../helpers/etcd-pki.ts';
import { filePorts } from '../helpers/ports.ts';
import { serveOnSocket } from '../helpers/socket.ts';
import { bareStack, inputOf } from '../helpers/stack.ts';

const DAY = 86_400_000;
const MEND = text('mend', '복구');
const RENEW = text('renew', '갱신');
// The certificates are made later than this file is read.
const NOW = new Date(Date.now() + 60_000);
let pki: TestPki;
let other: TestPki;

test.before(() => {
  pki = makePki(300);
  other = makePki(20);
  pki.issue('node-a', 'ca', { days: 100 });
  pki.issue('node-b', 'ca', { days: 100 });
  other.issue('foreign', 'ca', { days: 100 });
});
test.after(() => {
  pki.remove();
  other.remove();
});

const later = (days: number) => new Date(NOW.getTime() + days * DAY);
const pair = (name: string, key = name, from = pki, ca = from) => ({
  certificate: from.read(`${name}.pem`),
  ca: ca.read('ca.pem'),
  key: new Sealed(from.read(`${key}-key.pem`)),
});
const judged = (given: ReturnType<typeof pair>, now = NOW, theirs = false) =>
  judgePair(given, { now, theirs, mend: MEND, renew: RENEW });
const english = ({ reasons }: Outcome) => reasons.map(({ en }) => en).join('\n');

test('thirty days pass, a moment less warns, and so until the very end; after it the pair fails', () => {
  const [leaf] = parseCertificates(pki.read('node-a.pem'));
  assert.ok(leaf);
  const ends = leaf.validToDate.getTime();
  const cases: [number, Outcome['result'], RegExp][] = [
    [90 * DAY, 'pass', /^The etcd client certificate node-a is valid until .*, 90 days\.$/],
    [30 * DAY, 'pass', /, 30 days/],
    [30 * DAY - 1, 'warn', /, 29 days/],
    [0, 'warn', /, 0 days/],
    [-1, 'fail', /node-a expired 1 days ago/],
  ];
  for (const [before, result, words] of cases) {
    const outcome = judged(pair('node-a'), new Date(ends - before));
    assert.is(outcome.result, result, `${before} ms before its end`);
    assert.match(english(outcome), words);
    assert.is(outcome.hint, result === 'pass' ? undefined : RENEW);
  }
});

test('a CA that ends first is what counts, and is told beside the certificate', () => {
  const outcome = judged(pair('foreign', 'foreign', other));
  assert.is(outcome.result, 'warn');
  assert.match(
    english(outcome),
    /certificate foreign is valid until .*\nThe CA of etcd, test-ca, is valid until .* (19|20) days/,
  );
});

test("what doesn't fit fails, and is to be copied again", () => {
  const cases: [ReturnType<typeof pair>, RegExp][] = [
    [pair('node-a', 'node-b'), /the key doesn't belong to the certificate/],
    [pair('foreign', 'foreign', other, pki), /isn't signed by the CA file's/],
    [{ ...pair('node-a'), certificate: 'nothing' }, /certificate/],
    [{ ...pair('node-a'), key: new Sealed('nothing') }, /private key/],
  ];
  for (const [given, words] of cases) {
    const outcome = judged(given);
    assert.is(outcome.result, 'fail', String(words));
    assert.match(english(outcome), words);
    assert.is(outcome.hint, MEND);
  }
});

test("of somebody else's Secret the CA may be that of etcd's servers alone; its end counts all the same", () => {
  const given = pair('node-a', 'node-a', pki, other);
  assert.is(judged(given, NOW, true).result, 'warn');
  assert.is(judged(given, later(40), true).result, 'fail');
  assert.is(judged(pair('node-a', 'node-b'), NOW, true).result, 'fail');
  assert.is(judged(pair('node-a'), later(120), true).result, 'fail');
});

const monitor = (name: string, ...tlsConfigs: object[]) =>
  ({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: { name, namespace: 'monitoring' },
    spec: { endpoints: tlsConfigs.map((tlsConfig) => ({ tlsConfig })) },
  }) as unknown as KubeObject;
const references = (secret: string, key = 'node-a-key.pem') => ({
  ca: { secret: { name: secret, key: 'ca.pem' } },
  cert: { secret: { name: secret, key: 'node-a.pem' } },
  keySecret: { name: secret, key },
});

test('entries are named by reference or as mounted files, of this Secret only', () => {
  const folder = '/etc/prometheus/secrets/etcd-certs';
  const files = { caFile: `${folder}/ca.crt`, certFile: `${folder}/c.crt`, keyFile: '/etc/prometheus/secrets/x/c.key' };
  const monitors = [
    monitor('a', references('etcd-certs'), references('others')),
    monitor('b', files),
    monitor('c', {}),
  ];
  assert.equal(entriesNamed(monitors, 'etcd-certs'), [
    { monitor: 'a', ca: 'ca.pem', certificate: 'node-a.pem', key: 'node-a-key.pem' },
    { monitor: 'b', ca: 'ca.crt', certificate: 'c.crt' },
  ]);
});

/** Runs the check against a cluster with this Secret, as files of the test's authority, and these monitors. */
async function checked(
  files: Record<string, string> | undefined,
  monitors: readonly KubeObject[] | 'forbidden' = [monitor('etcd', references('etcd-certs'))],
  etcd: object | undefined = { certificates: { acknowledge: true, hosts: ['m1'] } },
  now = NOW,
): Promise<{ outcome: Outcome; hidden: string[]; asked: string[] }> {
  const api = await serveOnSocket((asked) => {
    if (asked === 'GET /api/v1')
      return { body: { resources: [{ name: 'secrets', kind: 'Secret', namespaced: true }] } };
    if (asked === 'GET /apis/monitoring.coreos.com/v1')
      return { body: { resources: [{ name: 'servicemonitors', kind: 'ServiceMonitor', namespaced: true }] } };
    if (asked.includes('servicemonitors'))
      return monitors === 'forbidden' ? { status: 403, body: {} } : { body: { items: monitors, metadata: {} } };
    const data = Object.entries(files ?? {}).map(([name, file]) => [
      name,
      Buffer.from(pki.read(file)).toString('base64'),
    ]);
    if (!files || !/\/secrets\/(etcd-certs|mine)$/.test(asked)) return { status: 404, body: {} };
    return { body: { metadata: { name: 'etcd-certs', namespace: 'monitoring' }, data: Object.fromEntries(data) } };
  });
  const client = createClient(api.socket);
  const hidden: string[] = [];
  try {
    const input = inputOf(await bareStack(), etcd ? { etcd } : {});
    const ports: CheckPorts = { ...filePorts(), hide: (value) => hidden.push(value), cluster: client, now };
    return { outcome: await runCheck(etcdCertificateCheck(input), ports), hidden, asked: api.asked };
  } finally {
    await client.close();
    await api.close();
  }
}

const WHOLE = { 'ca.pem': 'ca.pem', 'node-a.pem': 'node-a.pem', 'node-a-key.pem': 'node-a-key.pem' };

test('the live pair is judged as the ServiceMonitor names it, and its key is hidden', async () => {
  const { outcome, hidden } = await checked(WHOLE);
  assert.is(outcome.result, 'pass', english(outcome));
  assert.ok(hidden.length === 1 && hidden[0] === pki.read('node-a-key.pem'));
  const wrong = await checked({ ...WHOLE, 'node-a-key.pem': 'node-b-key.pem' });
  assert.is(wrong.outcome.result, 'fail');
  assert.match(english(wrong.outcome), "doesn't belong");
});

test('a pair that is due is renewed where it comes from', async () => {
  const due = async (certificates: Record<string, unknown>) => {
    return (await checked(WHOLE, undefined, { certificates }, later(90))).outcome.hint?.en ?? '';
  };
  assert.match(await due({ source: 'ssh', hosts: ['10.0.0.1'] }), /^Renew it on the masters first, then run install/);
  assert.match(await due({ source: 'files', directory: '.' }), 'copy the files anew');
});

test('the Secret tells its entries itself where monitors may not be read, or name none', async () => {
  assert.is((await checked(WHOLE, 'forbidden')).outcome.result, 'pass');
  assert.is((await checked(WHOLE, [])).outcome.result, 'pass');
  const { outcome } = await checked({ 'ca.pem': 'ca.pem' }, []);
  assert.is(outcome.result, 'fail');
  assert.match(english(outcome), 'holds no client certificate with its key and CA');
});

test('an entry that a monitor names and the Secret lacks fails, and so does no Secret', async () => {
  const { outcome } = await checked(WHOLE, [monitor('etcd-events', references('etcd-certs', 'node-x-key.pem'))]);
  assert.is(outcome.result, 'fail');
  assert.is(english(outcome), 'Secret etcd-certs has no node-x-key.pem, which ServiceMonitor etcd-events names');
  const none = await checked(undefined);
  assert.is(english(none.outcome), 'Secret monitoring/etcd-certs is not there');
  assert.match(none.outcome.hint?.en ?? '', '--only etcd-certs');
});

test("a Secret of the operator's own is looked at by its name; one that can't be used says so", async () => {
  const mine = { certificates: { source: 'secret', name: 'mine' } };
  const { outcome } = await checked(WHOLE, [], mine);
  assert.is(outcome.result, 'pass', english(outcome));
  const without = await checked({ 'ca.pem': 'ca.pem' }, [], mine);
  assert.is(without.outcome.result, 'fail');
  assert.match(english(without.outcome), 'it must hold ca.crt, tls.crt and tls.key');
});

test('without etcd, or without a certificate, nothing is asked', async () => {
  for (const [etcd, why] of [
    [undefined, 'leave etcd out'],
    [{ certificates: { source: 'none' } }, 'plain metrics port'],
  ] as const) {
    const { outcome, asked } = await checked(WHOLE, [], etcd ?? (null as unknown as undefined));
    assert.is(outcome.result, 'skipped');
    assert.match(english(outcome), why);
    assert.equal(asked, []);
  }
});

test("of somebody else's pair an authority's will do, as it does for etcd; ours is never one", () => {
  pki.issue('authority', 'ca', { days: 100, authority: true });
  assert.is(judged(pair('authority'), new Date(), true).result, 'pass');
  assert.match(english(judged(pair('authority'), new Date())), 'is an authority, not a client');
});

test("of somebody else's pair too etcd must take the certificate of a client", () => {
  pki.issue('server', 'ca', { days: 100, use: 'serverAuth' });
  for (const theirs of [true, false]) {
    const outcome = judged(pair('server'), new Date(), theirs);
    assert.is(outcome.result, 'fail');
    assert.match(english(outcome), 'lacks clientAuth');
  }
});

test.run();
