import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Sealed } from '../../lib/answers/secret.ts';
import { type Master, resolveHost, type SshAnswers } from '../../lib/ssh/host.ts';
import { faultOf, hostOf, on, watchLeaks } from '../helpers/ssh-session.ts';
import { canSshd, type Sshd, startSshd } from '../helpers/sshd.ts';

const when = canSshd() ? test : test.skip;
let [bastion, target]: Sshd[] = [];
let check: ReturnType<typeof watchLeaks>;
test.before(async () => {
  if (!canSshd()) return;
  [bastion, target] = await Promise.all([startSshd(), startSshd({ address: '::1' })]);
  check = watchLeaks();
});
test.after(async () => {
  await Promise.all([bastion?.stop(), target?.stop()]);
});
test.after.each(async () => {
  if (bastion && target) await check(bastion, target);
});
const servers = () => {
  if (!bastion || !target) throw new Error('no sshd');
  return { bastion, target };
};

interface Wish {
  known?: string;
  more?: string;
  jump?: number;
  answers?: Partial<SshAnswers>;
}
/** Resolves a host by an ssh_config with both servers in it, and logs in. */
async function login(master: Master, { known, more = '', jump, answers = {} }: Wish = {}): Promise<string> {
  const { bastion, target } = servers();
  const knownHosts = target.write('known', known ?? bastion.known + target.known);
  const common = `  User op\n  IdentitiesOnly yes\n  UserKnownHostsFile ${knownHosts}\n  GlobalKnownHostsFile /dev/null\n`;
  const config = target.write(
    'config',
    `${more}Host bastion\n  HostName 127.0.0.1\n  Port ${jump ?? bastion.port}\n  IdentityFile ${bastion.key}\n${common}
Host target behind command\n  HostName ::1\n  Port ${target.port}\n  IdentityFile ${target.key}\n${common}
Host behind\n  ProxyJump bastion\n`,
  );
  const tools = { ssh: 'ssh', sshKeygen: 'ssh-keygen' };
  const host = await resolveHost(master, { tools, answers: { config, sudo: 'none', ...answers }, env: {} });
  return on(host, async (session) => (await session.run({ line: 'id -un' })).stdout.trim());
}

when('IPv6, with brackets too, and only the kind of address that the configuration allows', async () => {
  assert.is(await login('target'), 'op');
  const { target } = servers();
  const answers = {
    user: 'op',
    identityFile: target.key,
    knownHosts: target.write('known6', target.known),
    config: '/dev/null',
  };
  assert.is(await login({ host: '[::1]', port: target.port }, { answers }), 'op');
  const more = 'Host target\n  AddressFamily inet\n';
  const { kind } = await faultOf(login('target', { more: `${more}  HostName localhost\n`, known: '' }));
  assert.is(kind, 'unreachable');
});

when('a jump host, by ProxyJump and by the answer; each verified under its own name', async () => {
  const { bastion, target } = servers();
  assert.is(await login('behind'), 'op');
  assert.is(await login('target', { answers: { jump: 'bastion' } }), 'op');
  const first = await faultOf(login('behind', { known: target.known }));
  assert.equal(
    [first.kind, first.message.startsWith('jump host bastion: its host key is in none')],
    ['unknown-host', true],
  );
  const second = await faultOf(login('behind', { known: bastion.known }));
  assert.equal(
    [second.kind, second.message.startsWith('through jump host bastion: its host key')],
    ['unknown-host', true],
  );
  assert.match(
    second.message,
    new RegExp(`ssh -p ${bastion.port} op@127\\.0\\.0\\.1 ssh-keyscan -p ${target.port} -t ed25519 ::1`),
  );
});

when('a jump host whose key changed, that is down, that has no way on', async () => {
  const { bastion, target } = servers();
  const swapped = bastion.known.replace(/(\S+ \S+) \S+/, `$1 ${target.known.trim().split(' ')[2]}`) + target.known;
  const changed = await faultOf(login('behind', { known: swapped }));
  assert.equal([changed.stops, changed.message.startsWith('jump host bastion: its host key changed')], [true, true]);
  const down = await faultOf(login('behind', { jump: 9 }));
  assert.match(down.message, /^jump host bastion: op@127\.0\.0\.1:9 can't be reached: .*ECONNREFUSED/);
  const nowhere = await faultOf(login('behind', { more: 'Host behind\n  Port 9\n' }));
  assert.equal(
    [nowhere.kind, /^through jump host bastion: no connection from there to \[::1\]:9: /.test(nowhere.message)],
    ['unreachable', true],
  );
});

when('a jump host that forbids forwarding, one whose login fails', async () => {
  const closed = await startSshd({ config: ['AllowTcpForwarding no'] });
  const { target } = servers();
  const more = `Host bastion\n  Port ${closed.port}\n  IdentityFile ${closed.key}\n`;
  const known = closed.known + target.known;
  const refused = await faultOf(login('behind', { more, known }));
  assert.match(
    refused.message,
    /^through jump host bastion: its sshd forbids connections onward to \[::1\]:\d+ \(AllowTcpForwarding/,
  );
  const login2 = await faultOf(login('behind', { more: `Host bastion\n  Port ${closed.port}\n`, known }));
  assert.match(login2.message, /^jump host bastion: op@127\.0\.0\.1:\d+ refuses the login/);
  await closed.stop();
});

when('a jump host never gets the password', async () => {
  const config = ['PubkeyAuthentication no', 'PasswordAuthentication yes'];
  const closed = await startSshd({ config, password: 'x' });
  const host = hostOf(servers().target, { jumps: [hostOf(closed, { name: 'bastion' })] });
  const { message } = await faultOf(on(host, async () => {}, { password: new Sealed('x') }));
  assert.match(message, /^jump host bastion: .* refuses the login: .*; offered: -; .*never used for a jump host/);
  assert.not.match(closed.log(), /(Failed|Accepted) password/);
  await closed.stop();
});

when('a chain of jumps', async () => {
  const third = await startSshd();
  const more = `Host third\n  HostName 127.0.0.1\n  Port ${third.port}\n  User op\n  IdentityFile ${third.key}\n  UserKnownHostsFile ${third.write('known', third.known)}\nHost target\n  ProxyJump bastion,third\n`;
  assert.is(await login('target', { more }), 'op');
  assert.match((await faultOf(login('target', { more, jump: 9 }))).message, /^jump host bastion: /);
  await third.stop();
});

when('ProxyCommand: its stdin and stdout are the connection; it is ended, and its words are in the error', async () => {
  const { target } = servers();
  const relay = target.write(
    'relay.mjs',
    "import { connect } from 'node:net';\nconst [, , port, host] = process.argv;\nconst s = connect(port, host);\nprocess.stdin.pipe(s).pipe(process.stdout);\n",
  );
  const running = () =>
    execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line.includes(relay)).length;
  const more = `Host command\n  ProxyCommand ${process.execPath} ${relay} %p %h\n`;
  assert.is(await login('command', { more }), 'op');
  const end = Date.now() + 2000;
  while (running() > 0 && Date.now() < end) await new Promise((done) => setTimeout(done, 20));
  assert.is(running(), 0);
  const { kind, message } = await faultOf(
    login('command', { more: 'Host command\n  ProxyCommand echo no route >&2; exit 1\n' }),
  );
  assert.equal([kind, /its ProxyCommand says: no route/.test(message)], ['unreachable', true], message);
});

when('Include, Match and HostKeyAlias', async () => {
  const { target } = servers();
  const part = target.write('part', 'Host target\n  HostKeyAlias alias\n');
  const known = target.known.replace(/^\S+/, 'alias');
  assert.is(await login('target', { more: `Include ${part}\n`, known }), 'op');
  const error = await faultOf(login('target', { more: 'Match originalhost target\n  Port 9\n' }));
  assert.match(error.message, /op@\[::1\]:9 can't be reached/);
  assert.match(readFileSync(part, 'utf8'), /alias/);
  assert.is(hostOf(target).port, target.port);
});

test.run();
