import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Sealed } from '../../lib/answers/secret.ts';
import { createMasters } from '../../lib/certificates/masters.ts';
import { RunbookError } from '../../lib/errors.ts';
import { makePki, type TestPki } from '../helpers/etcd-pki.ts';
import { answersFor, mastersOptions, startMaster, type TestMaster } from '../helpers/masters.ts';
import { watchLeaks } from '../helpers/ssh-session.ts';
import { canSshd, type Sshd, startSshd } from '../helpers/sshd.ts';

const when = canSshd() ? test : test.skip;
const ALL = [1, 2, 3, 4, 5];
const right = `r${Math.random()}`;
const secrets = (password: string) => ({ secrets: { read: async () => new Sealed(password) } });
const PASSWORD = { env: 'NOT_LOOKED_AT' };

let pki: TestPki;
let all: TestMaster[];
let bastion: Sshd;
let mute: Server;
/** All are slower than a head start, and take a password or a key of op; each notes what sudo refuses. */
test.before(async () => {
  if (!canSshd()) return;
  pki = makePki();
  for (const n of ALL) pki.issue(`node-n${n}`);
  const config = ['LogLevel VERBOSE', 'PasswordAuthentication yes'];
  [all, bastion] = await Promise.all([
    Promise.all(ALL.map((n) => startMaster(pki, n, { slow: 0.35, config, password: right }))),
    startSshd({ config: ['LogLevel VERBOSE'] }),
  ]);
  for (const { sshd } of all)
    sshd.write('etc/sudoers', `Defaults logfile=${sshd.path('sudo.log')}\nop ALL=(root) ALL\n`, 0o440);
  mute = createServer((socket) => socket.on('error', () => {}).resume()).listen(0, '0.0.0.0');
  await once(mute, 'listening');
});
test.after(async () => {
  if (!canSshd()) return;
  await Promise.all([...all.map(({ sshd }) => sshd.stop()), bastion.stop()]);
  mute.close();
  pki.remove();
});

const clean = (name: string, body: () => Promise<void>) =>
  when(name, async () => {
    const leaks = watchLeaks();
    await body();
    await leaks(...all.map(({ sshd }) => sshd), bastion);
  });
const hosts = () => all.map(({ host }) => host);
const muteHost = (n: number) => ({ host: `127.0.1.${n}`, port: (mute.address() as AddressInfo).port, name: `m${n}` });
const failureOf = async (work: Promise<unknown>) => {
  const error = await work.catch((e: unknown) => e);
  if (!(error instanceof RunbookError)) throw new Error(`no RunbookError: ${JSON.stringify(error)}`);
  return error;
};
/** What some work adds to the logs, counted over all servers. */
async function adds(pattern: RegExp, logs: () => string, work: () => Promise<void>): Promise<number> {
  const count = () => logs().match(pattern)?.length ?? 0;
  const before = count();
  await work();
  await sleep(100);
  return count() - before;
}
const logins = () => all.map(({ sshd }) => sshd.log()).join('\n');
const sudos = () => all.map(({ sshd }) => read(sshd.path('sudo.log'))).join('\n');
const read = (path: string) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};
/** No key of these is taken, so the password decides. */
const byPassword = (list: readonly object[], more: object = {}) =>
  answersFor(all, list, undefined, { user: 'op', password: PASSWORD, identityFile: bastion.key, ...more });

clean('a wrong ssh password is offered once over all masters, also where the first is down', async () => {
  const masters = createMasters(mastersOptions({ ...secrets('wrong'), connectLimit: 3000 }));
  for (const list of [hosts(), [{ host: '127.0.0.1', port: 9, name: 'n1' }, ...hosts()]]) {
    const failed = await adds(/^Failed password/gm, logins, async () => {
      const { message, failure } = await failureOf(masters.readCertificates(byPassword(list)));
      assert.match(message, /127\.0\.0\.101: .*refuses the login.*tried once/);
      assert.match(failure.hint?.en ?? '', /may lock the account/);
    });
    assert.is(failed, 1);
  }
});

clean('the right password: the first in order, and no failure', async () => {
  const failed = await adds(/^Failed password/gm, logins, async () => {
    const masters = createMasters(mastersOptions(secrets(right)));
    const etcd = byPassword(hosts(), { sudo: { password: PASSWORD } });
    const { found } = await masters.readCertificates(etcd);
    assert.is(found.node, 'n1');
  });
  assert.is(failed, 0);
});

clean('a wrong sudo password is offered once over all masters', async () => {
  const masters = createMasters(mastersOptions(secrets('wrong')));
  const etcd = answersFor(all, hosts(), undefined, { user: 'op', sudo: { password: PASSWORD } });
  const failed = await adds(/incorrect password attempt/g, sudos, async () => {
    const { message, failure } = await failureOf(masters.readCertificates(etcd));
    assert.match(message, /127\.0\.0\.101: .*incorrect password attempt/);
    assert.match(failure.hint?.en ?? '', /may lock the account/);
  });
  assert.is(failed, 1);
});

/** All masters, and more, behind the bastion; more lines of ssh_config come first. */
function behind(list: readonly object[], { lines = '', key = bastion.key, known: jump = bastion.known } = {}) {
  const known = all.map(({ sshd }) => sshd.known).join('') + jump;
  const config = bastion.write(
    'config',
    `${lines}Host bastion\n  HostName 127.0.0.1\n  Port ${bastion.port}\n  User op\n  IdentitiesOnly yes\n  IdentityFile ${key}\n`,
  );
  return answersFor(all, list, known, { config, jump: 'bastion' });
}

clean('by a jump host: the first in order, though it is slow and another hangs', async () => {
  const masters = createMasters(mastersOptions({ connectLimit: 20_000 }));
  const start = Date.now();
  const accepted = await adds(
    /^Accepted publickey/gm,
    () => bastion.log(),
    async () => {
      const { found, failed } = await masters.readCertificates(
        behind([...hosts().slice(0, 1), muteHost(1), ...hosts().slice(1)]),
      );
      assert.equal([found.node, failed], ['n1', []]);
    },
  );
  assert.ok(accepted > 1, `${accepted} logins at the jump host: the others did not join`);
  assert.ok(Date.now() - start < 15_000, `${Date.now() - start} ms`);
});

clean('a login that a jump host refuses is refused once', async () => {
  const masters = createMasters(mastersOptions());
  const [first] = all;
  const refused = await adds(
    /^(Failed publickey|Connection \w+ by authenticating user)/gm,
    () => bastion.log(),
    async () => {
      const { message } = await failureOf(masters.readCertificates(behind(hosts(), { key: first?.sshd.key ?? '' })));
      assert.match(message, /jump host bastion: .*refuses the login/);
    },
  );
  assert.ok(refused >= 1 && refused <= 2, `${refused} lines`);
});

clean('a person is asked about a jump host at once, also where a later master is the first to get there', async () => {
  // It finds out last where it is.
  const ssh = bastion.write(
    'slow-ssh',
    '#!/bin/sh\ncase "$*" in *127.0.0.101) sleep 1 ;; esac\nexec ssh "$@"\n',
    0o755,
  );
  const asked: string[] = [];
  const confirmHost = async ({ name }: { name: string }) => asked.push(name) > 0;
  const tools = { ssh, sshKeygen: 'ssh-keygen' };
  const masters = createMasters(mastersOptions({ tools, confirmHost, pace: { limit: 8000 } }));
  const { found } = await masters.readCertificates(behind(hosts().slice(0, 2), { known: '' }));
  assert.equal([found.node, asked], ['n1', ['bastion']]);
});

/** A port that takes no connection and refuses none: its queue is full, and it never empties it. */
async function fullPort(): Promise<{ port: number; close(): Promise<void> }> {
  const script = `const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    require('node:fs').writeSync(1, String(server.address().port));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [chunk] = await once(child.stdout, 'data');
  const port = Number(String(chunk));
  const filling: Socket[] = [1, 2, 3, 4].map(() => connect(port, '127.0.0.1').on('error', () => {}));
  await sleep(100);
  const close = async () => {
    for (const socket of filling) socket.destroy();
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  return { port, close };
}

clean('a master that is dead behind a jump host, or whose ssh_config hangs, is not waited for', async () => {
  const dead = await fullPort();
  const masters = createMasters(mastersOptions());
  const [first] = hosts();
  const cases = [
    behind([first ?? {}, { host: '127.0.0.1', port: dead.port, name: 'dead' }]),
    behind([first ?? {}, { host: 'hanging', name: 'n2' }], { lines: 'Match originalhost hanging exec "sleep 9.75"\n' }),
  ];
  try {
    for (const etcd of cases) {
      const start = Date.now();
      const { found } = await masters.readCertificates(etcd);
      assert.is(found.node, 'n1');
      // Less than what hangs takes by itself.
      assert.ok(Date.now() - start < 9_000, `${Date.now() - start} ms`);
    }
  } finally {
    await dead.close();
  }
});

clean('one limit for all of them; the message says how many were asked', async () => {
  const masters = createMasters(mastersOptions({ connectLimit: 20_000, pace: { limit: 1500 } }));
  const start = Date.now();
  const { message, failure } = await failureOf(
    masters.readCertificates(answersFor(all, [1, 2, 3, 4, 5, 6, 7].map(muteHost))),
  );
  assert.match(message, /1\.5 s, was up/);
  assert.match(failure.hint?.en ?? '', /^4 of 7 machines were asked within 1\.5 s/);
  assert.ok(Date.now() - start < 15_000, `${Date.now() - start} ms`);
});

clean('a person may take longer than that', async () => {
  const confirmHost = () => sleep(6500, true);
  const masters = createMasters(mastersOptions({ pace: { limit: 6000 }, confirmHost }));
  assert.is((await masters.readCertificates(answersFor(all, hosts(), ''))).found.node, 'n1');
});

test.run();
