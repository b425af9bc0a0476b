import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Answers } from '../../lib/answers/schema.ts';
import type { CheckPorts } from '../../lib/checks/check.ts';
import { keycloakCheck } from '../../lib/checks/keycloak.ts';
import { runCheck } from '../../lib/checks/run.ts';
import { checkDiscoveryDocument } from '../../lib/grafana/check-discovery.ts';
import { judgeDocument } from '../../lib/grafana/discovery-document.ts';
import { startFileServer } from '../helpers/file-server.ts';
import { makeIssued } from '../helpers/issued.ts';
import { hasOpenssl, temporaryFolder } from '../helpers/openssl.ts';
import { filePorts } from '../helpers/ports.ts';
import { bareStack, inputOf } from '../helpers/stack.ts';

const PATH = '/realms/tks/.well-known/openid-configuration';
const { secrets } = filePorts();

async function answersFor(base: string, ca?: string): Promise<Answers> {
  const oidc = {
    issuer: `${base}/realms/tks`,
    clientId: 'grafana',
    clientSecret: { env: 'X' },
    ...(ca !== undefined && { ca: { file: ca } }),
  };
  return inputOf(await bareStack(), { grafana: { host: 'grafana.example.com', oidc } }).answers;
}

/** What Keycloak says of a realm, as far as it matters here. */
function documentOf(base: string): Record<string, unknown> {
  const issuer = `${base}/realms/tks`;
  const endpoint = (name: string) => `${issuer}/protocol/openid-connect/${name}`;
  return {
    issuer,
    authorization_endpoint: endpoint('auth'),
    token_endpoint: endpoint('token'),
    userinfo_endpoint: endpoint('userinfo'),
    end_session_endpoint: endpoint('logout'),
    scopes_supported: ['openid', 'roles', 'email', 'profile', 'offline_access', 'web-origins'],
    grant_types_supported: ['authorization_code', 'refresh_token', 'password'],
    code_challenge_methods_supported: ['plain', 'S256'],
  };
}

async function judged(change: Record<string, unknown>): Promise<string> {
  const base = 'https://keycloak.example.com';
  const { result, reasons } = judgeDocument({ ...documentOf(base), ...change }, await answersFor(base));
  return [result, ...reasons.map(({ en }) => en)].join('\n');
}

test("Keycloak's own document passes, a slash at the end or a lean document too", async () => {
  assert.is(await judged({}), 'pass');
  assert.is(await judged({ issuer: 'https://keycloak.example.com/realms/tks/' }), 'pass');
  assert.is(await judged({ scopes_supported: undefined, grant_types_supported: undefined }), 'pass');
});

test('what would keep people out fails, each with its name', async () => {
  const cases: [Record<string, unknown>, RegExp][] = [
    [{ issuer: 'http://keycloak:8080/realms/tks' }, /^fail\nissuer is http:\/\/keycloak:8080\/realms\/tks /],
    [{ issuer: undefined }, /issuer is - /],
    [{ token_endpoint: 'https://other/token' }, /token_endpoint is https:\/\/other\/token/],
    [{ end_session_endpoint: 'https://other/logout' }, /end_session_endpoint/],
    [{ code_challenge_methods_supported: ['plain'] }, /doesn't offer S256/],
    [{ code_challenge_methods_supported: undefined }, /doesn't offer S256/],
    [{ scopes_supported: ['openid', 'email', 'profile'] }, /doesn't offer offline_access, roles /],
    [{ grant_types_supported: ['authorization_code'] }, /doesn't offer refresh_token/],
  ];
  for (const [change, finding] of cases) assert.match(await judged(change), finding, JSON.stringify(change));
});

function checkDocument(answers: Answers) {
  const { oidc } = answers.grafana;
  assert.ok(oidc);
  return checkDiscoveryDocument(oidc, answers, secrets);
}

test('without OIDC nothing is asked', async () => {
  const { result, reasons } = await runCheck(keycloakCheck(inputOf(await bareStack())), {} as CheckPorts);
  assert.equal([result, reasons[0]?.en], ['skipped', 'grafana.oidc is left out']);
});

test('the document is asked for where it is; no realm fails, other answers and silence warn', async () => {
  const server = await startFileServer();
  const verdict = async () => {
    const found = await checkDocument(await answersFor(server.base));
    return `${found.result} ${found.reasons.map(({ en }) => en)}`.trim();
  };
  try {
    assert.match(await verdict(), /^fail .*404: there is no such realm/);
    assert.equal(server.asked, [PATH]);
    server.files.set(PATH, Buffer.from(JSON.stringify(documentOf(server.base))));
    assert.is(await verdict(), 'pass');
    server.files.set(PATH, Buffer.from(JSON.stringify(documentOf('https://keycloak.example.com'))));
    assert.match(await verdict(), /^fail issuer is https:\/\/keycloak/);
    server.files.set(PATH, Buffer.from('<html>Sign in'));
    assert.match(await verdict(), /^fail .*else than JSON/);
    server.files.set(PATH, Buffer.alloc(2_000_000, 'x'));
    assert.match(await verdict(), /^warn /);
  } finally {
    server.close();
  }
  assert.match(await verdict(), /^warn .*can't be reached from here/);
});

const withOpenssl = hasOpenssl() ? test : test.skip;

withOpenssl("the answers' CA is what the issuer's certificate is checked with", async () => {
  const folder = temporaryFolder();
  makeIssued(folder.path, { name: 'ca', isCa: true });
  makeIssued(folder.path, { name: 'other', isCa: true });
  makeIssued(folder.path, { name: 'server', hosts: ['localhost'], issuer: 'ca' });
  const read = (file: string) => readFileSync(join(folder.path, file), 'utf8');
  const server = createServer({ cert: read('server.crt'), key: read('server.key') }, (_request, response) => {
    response.end(JSON.stringify(documentOf(base())));
  });
  const base = () => `https://localhost:${(server.address() as AddressInfo).port}`;
  try {
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    const verdict = async (ca?: string) => {
      const answers = await answersFor(base(), ca && join(folder.path, ca));
      return checkDocument(answers);
    };
    assert.equal(await verdict('ca.crt'), { result: 'pass', reasons: [] });
    for (const ca of ['other.crt', undefined]) {
      const refused = await verdict(ca);
      assert.is(refused.result, 'warn');
      assert.match(refused.reasons[0]?.en ?? '', 'see grafana.oidc.ca');
      assert.not.match(refused.reasons[0]?.en ?? '', 'Node.js');
    }
  } finally {
    server.closeAllConnections();
    server.close();
    folder.remove();
  }
});

test.run();
