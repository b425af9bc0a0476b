import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createAsked } from '../../lib/ssh/asked.ts';
import { HostError } from '../../lib/ssh/failure.ts';
import { resolveHost } from '../../lib/ssh/host.ts';
import { type SessionOptions, withSession } from '../../lib/ssh/session.ts';
import { config, leavesNothing, when, write } from '../helpers/practice-masters.ts';

leavesNothing();

const tools = { ssh: 'ssh', sshKeygen: 'ssh-keygen' };
const sessionOptions: SessionOptions = { tools, connectLimit: 5000, commandLimit: 500, asked: createAsked({}) };
const host = (name: string, file = config) =>
  resolveHost(name, { tools, answers: { config: file, sudo: 'none' }, env: {} });

when('a command that does not end, one that is killed, one that writes too much', async () => {
  await withSession(await host('master1'), sessionOptions, async (session) => {
    const kind = async (line: string) => {
      const error = await session.run({ line }).catch((e) => e);
      assert.instance(error, HostError);
      return error.kind;
    };
    assert.is(await kind('sleep 30'), 'timeout');
    assert.is(await kind('kill -9 $$'), 'lost');
    assert.is(await kind('head -c 2000000 /dev/zero'), 'content');
    const { code, stdout, stderr } = await session.run({ line: 'printf "a\\n\\n"; echo b >&2; exit 3' });
    assert.equal([code, stdout, stderr], [3, 'a\n\n', 'b\n']);
  });
});

when('a connection that is reset while idle ends nothing but itself', async () => {
  const links: Socket[] = [];
  const relay = createServer((socket) => {
    const onward = connect(22, '198.51.100.11');
    links.push(socket, onward);
    for (const end of [socket, onward]) end.on('error', () => {});
    socket.pipe(onward).pipe(socket);
  }).listen(0, '127.0.0.1');
  await once(relay, 'listening');
  const { port } = relay.address() as AddressInfo;
  const lines = ['Host relay', '  HostName 127.0.0.1', `  Port ${port}`, '  HostKeyAlias 198.51.100.11'];
  const rest = readFileSync(config, 'utf8').replace('Host master1\n', 'Host master1 relay\n');
  const file = write('relay', `${lines.join('\n')}\n${rest}`);
  await withSession(await host('relay', file), sessionOptions, async (session) => {
    assert.is((await session.run({ line: 'true' })).code, 0);
    for (const link of links) link.resetAndDestroy();
    await new Promise((done) => setTimeout(done, 200));
    const error = await session.run({ line: 'true' }).catch((e) => e);
    assert.instance(error, HostError);
    assert.is(error.kind, 'lost');
  });
  relay.close();
  await once(relay, 'close');
});

test.run();
