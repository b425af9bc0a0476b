import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { SshHost } from '../../lib/ssh/host.ts';
import { loginUnderWay } from '../helpers/servers.ts';
import { faultOf, hostOf, on, readOn, watchLeaks } from '../helpers/ssh-session.ts';
import { canSshd, type Sshd, startSshd } from '../helpers/sshd.ts';

const when = canSshd() ? test : test.skip;

async function withSshd(config: string[], work: (sshd: Sshd) => Promise<void>): Promise<void> {
  const sshd = await startSshd({ config });
  const check = watchLeaks();
  try {
    await work(sshd);
    await check(sshd);
  } finally {
    await sshd.stop();
  }
}

/** A relay before a server, which cuts both ends once so many bytes came from the server. */
async function startRelay(port: number, most: number): Promise<{ port: number; server: Server }> {
  const server = createServer((socket: Socket) => {
    const onward = connect(port, '127.0.0.1');
    let passed = 0;
    const cut = () => [socket, onward].map((end) => end.resetAndDestroy());
    for (const end of [socket, onward])
      end.on('error', () => {}).on('close', () => [socket, onward].map((e) => e.destroy()));
    socket.pipe(onward);
    onward.on('data', (chunk: Buffer) => {
      passed += chunk.length;
      if (passed > most) cut();
      else socket.write(chunk);
    });
  })
    .listen(0, '127.0.0.1')
    .unref();
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, server };
}
const through = (sshd: Sshd, port: number): SshHost => hostOf(sshd, { port, hostKeyAlias: `[127.0.0.1]:${sshd.port}` });

when('a connection that is cut in mid-read is lost, not half a file', () =>
  withSshd([], async (sshd) => {
    const file = sshd.write('long', 'x'.repeat(500_000));
    const { port, server } = await startRelay(sshd.port, 100_000);
    const { kind, message } = await faultOf(readOn(through(sshd, port), file));
    assert.is(kind, 'lost');
    assert.match(message, /the connection was lost during "env LC_ALL=C cat -- /);
    server.close();
    await once(server, 'close');
  }),
);

when('a server that falls silent in the middle of the handshake', () =>
  withSshd([], async (sshd) => {
    const silent = createServer((socket) => {
      socket.on('error', () => {}).resume();
      socket.write('SSH-2.0-silent\r\n');
    }).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const start = Date.now();
    const host = through(sshd, (silent.address() as AddressInfo).port);
    const { kind, message } = await faultOf(on(host, async () => {}, { connectLimit: 400 }));
    assert.is(kind, 'timeout');
    assert.match(message, /gives no answer within 0\.4 s after it began to speak SSH/);
    assert.ok(Date.now() - start < 15_000);
    silent.close();
    await once(silent, 'close');
  }),
);

when('a forced command that prints half and dies', async () => {
  for (const [end, kind] of [
    ['kill -9 $$', 'lost'],
    ['exit 3', 'refused'],
  ] as const) {
    await withSshd([`ForceCommand echo half; ${end}`], async (sshd) => {
      const fault = await faultOf(readOn(hostOf(sshd), '/x'));
      assert.is(fault.kind, kind);
      assert.not.match(fault.message, /half/);
    });
  }
});

when('a command that does not end is ended there too', () =>
  withSshd([], async (sshd) => {
    const start = Date.now();
    const line = 'while sleep 0.2; do echo x || exit; done';
    const work = on(hostOf(sshd), (session) => session.run({ line }), { commandLimit: 500 });
    const { kind, message } = await faultOf(work);
    assert.is(kind, 'timeout');
    assert.match(message, /no end of "while .*" within 0\.5 s/);
    assert.ok(Date.now() - start < 15_000);
  }),
);

when('more than a mebibyte, on stdout or stderr', async () => {
  await withSshd([], async (sshd) => {
    const { kind, message } = await faultOf(readOn(hostOf(sshd), sshd.write('big', 'y'.repeat(3_000_000))));
    assert.is(kind, 'content');
    assert.match(message, /more than 1 MiB/);
  });
  await withSshd([`ForceCommand sh -c 'yes | head -c 5000000 >&2; echo fine'`], async (sshd) => {
    assert.is(await readOn(hostOf(sshd), '/x'), 'fine\n');
  });
});

when('MaxSessions 1: one command after another, however many are wanted at once', () =>
  withSshd(['MaxSessions 1'], async (sshd) => {
    const numbers = Array.from({ length: 25 }, (_, i) => `${i}`);
    const said = await on(hostOf(sshd), (session) =>
      Promise.all(numbers.map(async (n) => (await session.run({ line: `echo ${n}` })).stdout.trim())),
    );
    assert.equal(said, numbers);
  }),
);

when('MaxSessions 0, and a key that may run nothing', () =>
  withSshd(['MaxSessions 0'], async (sshd) => {
    const { kind, message } = await faultOf(readOn(hostOf(sshd), '/x'));
    assert.is(kind, 'refused');
    assert.match(message, /runs no command \(MaxSessions/);
  }),
);

when('MaxStartups: too many logins under way', () =>
  withSshd(['MaxStartups 1', 'LoginGraceTime 20'], async (sshd) => {
    const other = await loginUnderWay(sshd.port);
    const { kind, message } = await faultOf(readOn(hostOf(sshd), '/x'));
    assert.is(kind, 'unreachable');
    assert.match(message, /too many logins under way \(MaxStartups/);
    other.destroy();
  }),
);

test.run();
