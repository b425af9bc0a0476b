import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Sealed } from '../../lib/answers/secret.ts';
import type { CheckPorts } from '../../lib/checks/check.ts';
import { grafanaCertificateCheck, judgeTls } from '../../lib/checks/grafana-certificate.ts';
import { keycloakCheck } from '../../lib/checks/keycloak.ts';
import type { Outcome } from '../../lib/checks/outcome.ts';
import { runCheck } from '../../lib/checks/run.ts';
import type { NodeFact } from '../../lib/facts.ts';
import { createClient } from '../../lib/kubernetes/client.ts';
import { startFileServer } from '../helpers/file-server.ts';
import { makeIssued } from '../helpers/issued.ts';
import { temporaryFolder } from '../helpers/openssl.ts';
import { filePorts } from '../helpers/ports.ts';
import { serveOnSocket } from '../helpers/socket.ts';
import { bareStack, inputOf } from '../helpers/stack.ts';

const DAY = 86_400_000;
const HOST = 'grafana.example.com';
// The certificates are made later than this file is read.
const NOW = new Date(Date.now() + 60_000);
const folder = temporaryFolder();
const read = (file: string) => readFileSync(join(folder.path, file), 'utf8');

test.before(() => {
  makeIssued(folder.path, { name: 'ca', isCa: true, days: 300 });
  makeIssued(folder.path, { name: 'leaf', hosts: [HOST], issuer: 'ca', days: 100 });
  makeIssued(folder.path, { name: 'wild', hosts: ['*.example.com'], issuer: 'ca', days: 100 });
  makeIssued(folder.path, { name: 'other', hosts: ['other.example.com'], issuer: 'ca', days: 100 });
});
test.after(() => folder.remove());

const english = ({ reasons }: Outcome) => reasons.map(({ en }) => en).join('\n');
const judged = (name: string, { now = NOW, key = name, host = HOST } = {}) =>
  judgeTls({ certificates: read(`${name}.crt`), key: new Sealed(read(`${key}.key`)), host }, now);

test('thirty days pass, a moment less warns, and so until the very end; after it the certificate fails', () => {
  const ends = new X509Certificate(read('leaf.crt')).validToDate.getTime();
  const cases: [number, Outcome['result'], RegExp][] = [
    [90 * DAY, 'pass', /^for grafana\.example\.com, valid until \d{4}-\d\d-\d\d, 90 days$/],
    [30 * DAY, 'pass', /, 30 days$/],
    [30 * DAY - 1, 'warn', /, 29 days$/],
    [0, 'warn', /, 0 days$/],
    [-1, 'fail', /not now/],
  ];
  for (const [before, result, words] of cases) {
    const outcome = judged('leaf', { now: new Date(ends - before) });
    assert.is(outcome.result, result, `${before} ms before its end`);
    assert.match(english(outcome), words);
  }
});

test('the host must be among its names, also by a wildcard', () => {
  assert.is(judged('wild').result, 'pass');
  assert.is(judged('other').result, 'fail');
  assert.match(english(judged('other')), "isn't for grafana.example.com (it is for DNS:other.example.com)");
  assert.is(judged('wild', { host: 'a.b.example.com' }).result, 'fail');
});

test("a key of another certificate fails, and so does what can't be read", () => {
  assert.match(english(judged('leaf', { key: 'other' })), "isn't the key");
  const nothing = judgeTls({ certificates: '', key: new Sealed(read('leaf.key')), host: HOST }, NOW);
  assert.is(nothing.result, 'fail');
  assert.match(english(nothing), 'tls.crt: the file holds no PEM certificate');
});

/** Runs the check against a cluster that has these files in this Secret, and a Certificate with this status. */
async function checked(
  grafana: object,
  {
    secret = 'grafana-tls',
    name = 'leaf',
    after = 0,
    status,
  }: { secret?: string; name?: string; after?: number; status?: object } = {},
) {
  const kinds: Record<string, [string, string]> = {
    'GET /api/v1': ['secrets', 'Secret'],
    'GET /apis/cert-manager.io/v1': ['certificates', 'Certificate'],
  };
  const api = await serveOnSocket((asked) => {
    const [plural, kind] = kinds[asked] ?? [];
    if (plural) return { body: { resources: [{ name: plural, kind, namespaced: true }] } };
    if (/\/certificates\/grafana-tls$/.test(asked) && status) return { body: { metadata: {}, status } };
    if (!asked.endsWith(`/secrets/${secret}`)) return { status: 404, body: {} };
    const data = { 'tls.crt': `${name}.crt`, 'tls.key': `${name}.key` };
    const encoded = Object.entries(data).map(([key, file]) => [key, Buffer.from(read(file)).toString('base64')]);
    return { body: { metadata: { name: secret }, data: Object.fromEntries(encoded) } };
  });
  const client = createClient(api.socket);
  const hidden: string[] = [];
  try {
    const now = new Date(NOW.getTime() + after * DAY);
    const ports: CheckPorts = { ...filePorts(), hide: (value) => hidden.push(value), cluster: client, now };
    const outcome = await runCheck(grafanaCertificateCheck(inputOf(await bareStack(), { grafana })), ports);
    return { ...outcome, hidden };
  } finally {
    await client.close();
    await api.close();
  }
}

test('the Secret of the Ingress is looked at, and its key hidden', async () => {
  const { result, hidden, hint } = await checked({ host: HOST });
  assert.is(result, 'pass');
  assert.is(hint, undefined);
  assert.ok(hidden.length === 1 && hidden[0] === read('leaf.key'));
  const own = { host: HOST, certificate: { source: 'secret', name: 'mine' } };
  assert.is((await checked(own, { secret: 'mine' })).result, 'pass');
  const gone = await checked(own);
  assert.is(gone.result, 'fail');
  assert.is(english(gone), 'Secret monitoring/mine is not there');
});

test('who renews it depends on where it is from', async () => {
  const soon = { after: 80 };
  const due = async (days: number) => {
    const renewalTime = new Date(NOW.getTime() + days * DAY).toISOString();
    return { renewalTime, ...(await checked({ host: HOST }, { ...soon, status: { renewalTime } })) };
  };
  const later = await due(81);
  assert.is(later.result, 'pass');
  assert.match(english(later), `cert-manager renews it at ${later.renewalTime}`);
  const missed = await due(79);
  assert.is(missed.result, 'warn');
  assert.match(missed.hint?.en ?? '', `should have renewed it at ${missed.renewalTime}; see why`);
  const unknown = await checked({ host: HOST }, soon);
  assert.is(unknown.result, 'warn');
  assert.match(unknown.hint?.en ?? '', /--only grafana-certificate; .*describe certificate grafana-tls/);
  const files = { source: 'files', cert: 'a.crt', key: 'a.key' };
  assert.match((await checked({ host: HOST, certificate: files }, soon)).hint?.en ?? '', '--only grafana-certificate');
  const secret = { source: 'secret', name: 'mine' };
  const theirs = await checked({ host: HOST, certificate: secret }, { ...soon, secret: 'mine' });
  assert.match(theirs.hint?.en ?? '', 'where Secret mine comes from');
});

test('without a host there is no certificate to look at', async () => {
  const { result, hidden } = await checked({ expose: 'none' });
  assert.is(result, 'skipped');
  assert.equal(hidden, []);
});

const KWOK: NodeFact = { name: 'n', addresses: [], controlPlane: false, kwok: true };

test("Keycloak is asked, but for kwok's nodes and without a login; a pass says what fits", async () => {
  const server = await startFileServer();
  const issuer = `${server.base}/realms/tks`;
  const endpoint = (name: string) => `${issuer}/protocol/openid-connect/${name}`;
  const document = {
    issuer,
    authorization_endpoint: endpoint('auth'),
    token_endpoint: endpoint('token'),
    userinfo_endpoint: endpoint('userinfo'),
    end_session_endpoint: endpoint('logout'),
    code_challenge_methods_supported: ['S256'],
  };
  const oidc = { issuer, clientId: 'grafana', clientSecret: { env: 'X' } };
  const stack = await bareStack();
  const run = (grafana: object, nodes: NodeFact[] = []) => {
    const ports = { ...filePorts(), cluster: {} as CheckPorts['cluster'], now: NOW };
    return runCheck(keycloakCheck(inputOf(stack, { grafana: { host: HOST, ...grafana } }, { nodes })), ports);
  };
  try {
    assert.match(english(await run({})), 'grafana.oidc is left out');
    assert.equal((await run({ oidc }, [KWOK])).result, 'skipped');
    assert.is(english(await run({ oidc }, [KWOK])), 'practice node');
    assert.equal(server.asked, []);
    const path = '/realms/tks/.well-known/openid-configuration';
    server.files.set(path, Buffer.from(JSON.stringify(document)));
    const well = await run({ oidc });
    assert.is(well.result, 'pass');
    assert.match(english(well), `${issuer} offers what Grafana asks for`);
    server.files.set(path, Buffer.from(JSON.stringify({ ...document, token_endpoint: 'https://x/' })));
    const wrong = await run({ oidc });
    assert.is(wrong.result, 'fail');
    assert.match(wrong.hint?.en ?? '', 'grafana.oidc');
    server.files.delete(path);
    assert.is((await run({ oidc })).result, 'fail');
    server.files.set(path, Buffer.alloc(2_000_000, 'x'));
    const unsure = await run({ oidc });
    assert.equal([unsure.result, unsure.hint], ['warn', undefined]);
  } finally {
    server.close();
  }
  assert.is((await run({ oidc })).result, 'warn');
  const ca = { file: join(folder.path, 'gone.pem') };
  const unread = await run({ oidc: { ...oidc, ca } });
  assert.is(unread.result, 'fail');
  assert.match(english(unread), 'gone.pem');
});

test.run();
