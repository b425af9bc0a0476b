import { chmodSync, cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Sealed } from '../../lib/answers/secret.ts';
import { readKeyFile, searchOf } from '../../lib/certificates/host-search.ts';
import type { KnownFiles } from '../../lib/certificates/known-layouts.ts';
import { findCertificate } from '../../lib/certificates/search.ts';
import type { Sudo } from '../../lib/ssh/command.ts';
import type { EtcdAnswers, Master } from '../../lib/ssh/host.ts';
import { remoteFiles } from '../../lib/ssh/remote-files.ts';
import { makePki, type TestPki } from '../helpers/etcd-pki.ts';
import { faultOf, hostOf, on } from '../helpers/ssh-session.ts';
import { canSshd, type Sshd, type SshdOptions, startSshd } from '../helpers/sshd.ts';

const when = canSshd() ? test : test.skip;
const SSL = '/etc/ssl/etcd/ssl';
const HEALTH = '/etc/kubernetes/pki/etcd';
let pki: TestPki;
let front: TestPki;
test.before(() => {
  pki = makePki();
  front = makePki();
  for (const name of ['n1', 'server']) pki.issue(name);
  front.issue('proxy');
});
test.after(() => {
  pki.remove();
  front.remove();
});

/** A machine whose folders for etcd only root may open. */
async function withMachine(options: SshdOptions, work: (sshd: Sshd) => Promise<void>): Promise<void> {
  const sshd = await startSshd({ folders: [SSL, '/etc/kubernetes', '/var/lib/joe'], ...options });
  mkdirSync(sshd.path(HEALTH), { recursive: true });
  try {
    await work(sshd);
  } finally {
    await sshd.stop();
  }
}

function put(sshd: Sshd, files: Record<string, string>, from = pki): void {
  for (const [path, file] of Object.entries(files)) cpSync(from.path(file), sshd.path(path));
}
const node = {
  [`${SSL}/ca.pem`]: 'ca.pem',
  [`${SSL}/node-n1.pem`]: 'n1.pem',
  [`${SSL}/node-n1-key.pem`]: 'n1-key.pem',
};
const health = {
  [`${HEALTH}/ca.crt`]: 'ca.pem',
  [`${HEALTH}/healthcheck-client.crt`]: 'n1.pem',
  [`${HEALTH}/healthcheck-client.key`]: 'n1-key.pem',
};
const rule = (files: Record<string, string>, tag = 'NOPASSWD: ') =>
  `op ALL=(root) ${tag}${Object.keys(files)
    .map((path) => `/usr/bin/cat -- ${path}`)
    .join(', ')}`;
const ALL = 'op ALL=(root) NOPASSWD: ALL';

/** Finds the pair and reads its key, as the runbook does. */
function take(sshd: Sshd, { sudo = 'nopasswd', known = {}, master = '10.0.0.11' }: Wish = {}) {
  const etcd = { certificates: { layout: 'auto' } } as EtcdAnswers;
  return on(hostOf(sshd), async (session) => {
    const files = remoteFiles(session, sudo);
    const found = await findCertificate(files, searchOf(etcd, { master, known }, new Date()));
    return { path: found.certificatePath, key: (await readKeyFile(files, { host: 'm', ...found })).reveal() };
  });
}
interface Wish {
  sudo?: Sudo;
  known?: KnownFiles;
  master?: Master;
}

const named: KnownFiles = {
  etcdFiles: [
    {
      from: 'kubeadm-config',
      certificatePath: `${SSL}/node-n1.pem`,
      keyPath: `${SSL}/node-n1-key.pem`,
      caPath: `${SSL}/ca.pem`,
    },
  ],
};

when('a rule for exactly three files is enough, past guesses that it does not allow', async () => {
  await withMachine({ sudoers: [rule(node)] }, async (sshd) => {
    put(sshd, node);
    const right = { path: `${SSL}/node-n1.pem`, key: pki.read('n1-key.pem') };
    assert.equal(await take(sshd, { known: named }), right);
    assert.equal(await take(sshd, { master: { host: '10.0.0.11', name: 'n1' } }), right);
    const { kind, message } = await faultOf(take(sshd, { master: 'other' }));
    assert.is(kind, 'refused');
    const line = `USER ALL=(root) NOPASSWD: /usr/bin/cat -- ${SSL}/ca.pem, /usr/bin/cat -- ${SSL}/node-other.pem, /usr/bin/cat -- ${SSL}/node-other-key.pem. `;
    assert.ok(message.includes(line), message);
    assert.match(message, /hosts: \[\{ host, name \}\]/);
  });
});

when("kubeadm: kubespray's files, which the rule does not name, do not end it; with a password too", async () => {
  const password = new Sealed(`w${Math.random()}`);
  const wrong = new Sealed(`v${Math.random()}`);
  for (const sudo of ['nopasswd', { password }] as const) {
    const sudoers = [rule(health, sudo === 'nopasswd' ? undefined : '')];
    await withMachine({ sudoers, password: password.reveal() }, async (sshd) => {
      put(sshd, health);
      assert.is((await take(sshd, { sudo })).path, `${HEALTH}/healthcheck-client.crt`);
      const { message } = await faultOf(take(sshd, { sudo: { password: wrong } }));
      assert.match(message, /1 incorrect password attempt.*is wrong; it was tried once/);
    });
  }
});

when('a rule that lacks the CA, or the key, is said with what it lacks', async () => {
  const lacks = (path: string) => rule(Object.fromEntries(Object.entries(health).filter(([each]) => each !== path)));
  for (const path of [`${HEALTH}/ca.crt`, `${HEALTH}/healthcheck-client.key`]) {
    await withMachine({ sudoers: [lacks(path)] }, async (sshd) => {
      put(sshd, health);
      const { kind, message } = await faultOf(take(sshd));
      assert.is(kind, 'refused');
      assert.match(message, `/usr/bin/cat -- ${path}`);
    });
  }
});

when("a folder of a user's own that the cluster names is not read by root", () =>
  withMachine({ sudoers: [ALL] }, async (sshd) => {
    put(sshd, { '/etc/kubernetes/p.pem': 'proxy.pem', '/etc/kubernetes/p-key.pem': 'proxy-key.pem' }, front);
    put(sshd, { '/var/lib/joe/ca.pem': 'ca.pem' }, front);
    symlinkSync('/etc/kubernetes/p.pem', sshd.path('/var/lib/joe/node-n1.pem'));
    symlinkSync('/etc/kubernetes/p-key.pem', sshd.path('/var/lib/joe/node-n1-key.pem'));
    const certificatePath = '/var/lib/joe/node-n1.pem';
    const pair = { certificatePath, keyPath: '/var/lib/joe/node-n1-key.pem', caPath: '/var/lib/joe/ca.pem' };
    for (const caPath of [pair.caPath, '/etc/kubernetes/../../var/lib/joe/ca.pem']) {
      const etcdFiles = [{ from: 'kubeadm-config' as const, ...pair, caPath }];
      const { kind, message } = await faultOf(take(sshd, { known: { etcdFiles, etcdAuthorities: [caPath] } }));
      assert.is(kind, 'missing');
      assert.match(message, /names \/var\/lib\/joe\/node-n1\.pem, which isn't read/);
    }
  }),
);

when("a link within kubespray's folder is followed; one to a file that must stay, or to elsewhere, is not", () =>
  withMachine({ sudoers: [ALL] }, async (sshd) => {
    put(sshd, node);
    symlinkSync('node-n1.pem', sshd.path(`${SSL}/node-n2.pem`));
    symlinkSync('node-n1-key.pem', sshd.path(`${SSL}/node-n2-key.pem`));
    assert.equal(await take(sshd, { master: 'n2' }), { path: `${SSL}/node-n2.pem`, key: pki.read('n1-key.pem') });

    put(sshd, { '/var/lib/joe/x.pem': 'n1.pem', [`${SSL}/member-n1.pem`]: 'n1.pem' });
    symlinkSync('/var/lib/joe/x.pem', sshd.path(`${SSL}/node-n3.pem`));
    symlinkSync('member-n1.pem', sshd.path(`${SSL}/node-n4.pem`));
    const read = (path: string) => on(hostOf(sshd), (session) => remoteFiles(session, 'nopasswd').read(path));
    assert.match((await faultOf(read(`${SSL}/node-n3.pem`))).message, /is a link to \/var\/lib\/joe\/x\.pem, outside/);
    assert.match((await faultOf(read(`${SSL}/node-n4.pem`))).message, /member-n1\.pem must never leave/);
  }),
);

when("kubeadm's pair that is a link to the server's is refused, also where sudo allows cat alone", async () => {
  for (const sudoers of [[ALL], [rule(health)]]) {
    await withMachine({ sudoers }, async (sshd) => {
      // As kubeadm leaves them: anybody may see what is there.
      for (const folder of ['/etc/kubernetes', '/etc/kubernetes/pki', HEALTH]) chmodSync(sshd.path(folder), 0o755);
      put(sshd, { [`${HEALTH}/ca.crt`]: 'ca.pem', [`${HEALTH}/server.crt`]: 'server.pem' });
      put(sshd, { [`${HEALTH}/server.key`]: 'server-key.pem' });
      symlinkSync('server.crt', sshd.path(`${HEALTH}/healthcheck-client.crt`));
      symlinkSync('server.key', sshd.path(`${HEALTH}/healthcheck-client.key`));
      const { kind, message } = await faultOf(take(sshd));
      assert.is(kind, 'content');
      assert.match(message, /server\.crt must never leave the machine/);
    });
  }
});

test.run();
