import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createAsked } from '../../lib/ssh/asked.ts';
import { within } from '../../lib/ssh/deadline.ts';
import { HostError } from '../../lib/ssh/failure.ts';
import type { SshHost } from '../../lib/ssh/host.ts';
import { openSession } from '../../lib/ssh/session.ts';

const options = {
  tools: { ssh: 'ssh', sshKeygen: 'ssh-keygen' },
  commandLimit: 300,
  asked: createAsked({}),
};
const hostAt = (port: number): SshHost => ({
  name: 'm',
  hostname: '127.0.0.1',
  port,
  user: 'u',
  identityFiles: [],
  identityRequired: false,
  identitiesOnly: false,
  knownHostsFiles: [],
  hashKnownHosts: false,
  jumps: [],
});

async function listen(onSocket: (socket: Socket) => void): Promise<{ server: Server; port: number }> {
  const server = createServer(onSocket).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

/** What openSession says, and how long it took in milliseconds. */
async function refusal(port: number, connectLimit = 300): Promise<{ error: HostError; took: number }> {
  const start = Date.now();
  const error = await openSession(hostAt(port), { ...options, connectLimit }).catch((e) => e);
  assert.instance(error, HostError);
  return { error, took: Date.now() - start };
}

test('a server that accepts and never answers: over in time, and the socket is closed', async () => {
  const closed: Promise<unknown>[] = [];
  const { server, port } = await listen((socket) => {
    socket.on('error', () => {}).resume();
    closed.push(once(socket, 'close'));
  });
  const { error, took } = await refusal(port);
  assert.is(error.kind, 'timeout');
  assert.ok(took >= 290 && took < 15_000, `${took} ms`);
  assert.is(closed.length, 1);
  await within(2000, Promise.all(closed), () => new Error('the socket stayed open'));
  server.close();
});

test('a server that speaks something else, one that hangs up, none at all', async () => {
  const web = await listen((socket) => {
    socket.on('error', () => {}).end('HTTP/1.1 400 Bad Request\r\n\r\n');
  });
  assert.is((await refusal(web.port)).error.kind, 'unreachable');
  web.server.close();
  const rude = await listen((socket) => socket.resetAndDestroy());
  assert.is((await refusal(rude.port)).error.kind, 'unreachable');
  rude.server.close();
  await once(rude.server, 'close');
  assert.match((await refusal(rude.port)).error.message, /ECONNREFUSED/);
});

test('a server that never hangs up is hung up on', async () => {
  const peers: Socket[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    peers.push(socket.on('error', () => {}).resume());
    socket.write('SSH-1.0-old\r\n');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  await refusal((server.address() as AddressInfo).port, 10_000);
  const [peer] = peers;
  assert.ok(peer);
  // A socket that is only half closed would still take this; a closed one resets the connection.
  const talking = setInterval(() => peer.write('x'), 10);
  const closed = new Promise<void>((resolve) => {
    peer.once('close', () => resolve());
  });
  const reset = await within(1000, closed, () => new Error('half open')).then(
    () => true,
    () => false,
  );
  clearInterval(talking);
  peer.destroy();
  server.close();
  assert.ok(reset, 'the socket stayed half open');
});

test('a deadline: the result, the error, and no timer left', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  const late = () => new Error('late');
  assert.is(await within(60_000, Promise.resolve(1), late), 1);
  assert.is(timers(), before);
  const error = await within<never>(5, new Promise(() => {}), late).catch((e: Error) => e);
  assert.is(error.message, 'late');
});

test.run();
