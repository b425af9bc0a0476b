import { readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import ssh2, { type Connection, type ParsedKey } from 'ssh2';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { SshHost } from '../../lib/ssh/host.ts';
import { temporaryFolder } from '../helpers/openssl.ts';
import { startAgent, type TestAgent } from '../helpers/ssh-agent.ts';
import { faultOf, on } from '../helpers/ssh-session.ts';
import { makeKey } from '../helpers/sshd.ts';

const folder = temporaryFolder();
const path = (file: string) => join(folder.path, file);
let agent: TestAgent;
test.before(async () => {
  makeKey(path('host'));
  makeKey(path('rsa'), 'rsa');
  agent = await startAgent(folder.path, [path('rsa')]);
});
test.after(() => {
  agent.stop();
  folder.remove();
});

/** Has the server keep to itself which signatures it takes, as old ones and appliances do. */
function silence(client: Connection): void {
  const { _protocol: protocol } = client as unknown as { _protocol: object };
  let exchange: object | undefined;
  const set = (value: object | undefined) => {
    exchange = value && Object.defineProperty(value, 'remoteExtInfoEnabled', { get: () => false, set: () => {} });
  };
  Object.defineProperty(protocol, '_kex', { get: () => exchange, set });
}

/** Logs in to a server that takes this RSA key; the hashes that the key signed by. */
async function signed(
  more: Partial<SshHost>,
  isSilent: boolean,
): Promise<{ hashes: unknown[]; work: Promise<string> }> {
  const hashes: unknown[] = [];
  const key = ssh2.utils.parseKey(readFileSync(path('rsa.pub'))) as ParsedKey;
  const server = new ssh2.Server({ hostKeys: [readFileSync(path('host'))] }, (client) => {
    if (isSilent) silence(client);
    client.on('error', () => {});
    client.on('authentication', (login) => {
      if (login.method !== 'publickey') return login.reject(['publickey']);
      if (!login.signature || !login.blob) return login.accept();
      hashes.push(login.hashAlgo);
      if (key.verify(login.blob, login.signature, login.hashAlgo) === true) login.accept();
      else login.reject();
    });
    client.on('session', (accept) => {
      accept().on('exec', (take) => {
        const channel = take();
        channel.write('op\n');
        channel.exit(0);
        channel.end();
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  server.unref();
  const { port } = server.address() as AddressInfo;
  const work = on(hostAt(port, more), async (session) => (await session.run({ line: 'id' })).stdout.trim());
  await work.catch(() => {});
  server.close();
  return { hashes, work };
}

function hostAt(port: number, more: Partial<SshHost>): SshHost {
  const known = path(`known-${port}`);
  const [type, key] = readFileSync(path('host.pub'), 'utf8').split(' ');
  writeFileSync(known, `[127.0.0.1]:${port} ${type} ${key}\n`);
  return {
    name: 'm',
    hostname: '127.0.0.1',
    port,
    user: 'op',
    identityFiles: [],
    identityRequired: false,
    identitiesOnly: false,
    knownHostsFiles: [known],
    hashKnownHosts: false,
    jumps: [],
    ...more,
  };
}

const ways = { 'a file': () => ({ identityFiles: [path('rsa')] }), 'the agent': () => ({ agent: agent.socket }) };
for (const [name, way] of Object.entries(ways)) {
  test(`an RSA key of ${name} signs by SHA-2 where the server says what it takes`, async () => {
    const { hashes, work } = await signed(way(), false);
    assert.is(await work, 'op');
    assert.equal(hashes, ['sha256']);
  });

  test(`an RSA key of ${name} makes no SHA-1 signature for a server that does not say`, async () => {
    const { hashes, work } = await signed(way(), true);
    const { kind, message } = await faultOf(work);
    assert.equal([kind, hashes], ['authentication', []]);
    assert.match(message, /takes the RSA key by a SHA-1 signature \(ssh-rsa\) only, which is not made here/);
  });
}

test.run();
