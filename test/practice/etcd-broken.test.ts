import { cpSync, rmSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  answersFor,
  copied,
  etcdCerts,
  furnish,
  KUBESPRAY,
  kubespray,
  ofPlane,
  path,
  refused,
  secret,
  startNode,
  when,
  withSecret,
} from '../helpers/etcd-command.ts';
import { makePki, type TestPki } from '../helpers/etcd-pki.ts';
import { hangingServer, loginUnderWay } from '../helpers/servers.ts';
import type { Sshd } from '../helpers/sshd.ts';

let pki: TestPki;
let master: Sshd | undefined;
const node = (): Sshd => {
  if (!master) throw new Error('no master');
  return master;
};
/** A pair as if master1's had been renewed: the Secret is to change, and the key is read. */
const renewed = { certificate: () => pki.path('renewed.pem'), key: () => pki.path('renewed-key.pem') };
when("a master of its own, the plane's authority, and the Secret of the plane", async () => {
  pki = makePki();
  pki.issue('foreign');
  cpSync(pki.path('ca.pem'), pki.path('foreign-ca.pem'));
  for (const file of ['ca.pem', 'ca-key.pem']) cpSync(ofPlane(file), pki.path(file));
  pki.issue('renewed');
  pki.issue('expired', 'ca', { days: -1 });
  master = await startNode();
  await withSecret();
});
test.after(async () => {
  await master?.stop();
  pki?.remove();
});

const files = (certificate: string, key: string, ca = ofPlane('ca.pem')) => ({
  [`${KUBESPRAY}/ca.pem`]: ca,
  [`${KUBESPRAY}/node-master1.pem`]: certificate,
  [`${KUBESPRAY}/node-master1-key.pem`]: key,
});
const names = (certificate: string, key: string) => ({
  'ca.pem': ofPlane('ca.pem'),
  'node-master1.pem': certificate,
  'node-master1-key.pem': key,
});

// What is in the files. The key is read when the Secret is written: exit 1 in place of 3.

const CONTENTS: [string, () => Record<string, string>, RegExp, number][] = [
  [
    'a key that is not of the certificate',
    () => files(renewed.certificate(), ofPlane('node-master1-key.pem')),
    /node-master1-key\.pem: .*doesn't belong to the certificate/,
    1,
  ],
  [
    'an expired certificate',
    () => files(pki.path('expired.pem'), pki.path('expired-key.pem')),
    /node-master1\.pem: expired expired \d+ days? ago/,
    3,
  ],
  [
    'a certificate of another CA than the one beside it',
    () => files(pki.path('foreign.pem'), pki.path('foreign-key.pem')),
    /foreign, issued by test-ca, isn't signed by the CA file's etcd-ca/,
    3,
  ],
  [
    'a pair of another CA, which no member takes',
    () => files(pki.path('foreign.pem'), pki.path('foreign-key.pem'), pki.path('foreign-ca.pem')),
    /198\.51\.100\.11:2379.*The Secret was not changed/s,
    1,
  ],
];
for (const [name, make, words, exit] of CONTENTS) {
  when(name, async () => {
    furnish(node(), make());
    await refused(answersFor(node()), words, { exit, servers: [node()] });
  });
}

when('a missing certificate, a missing CA, a missing key; then all three', async () => {
  const all = files(renewed.certificate(), renewed.key());
  for (const [file, words, exit] of [
    ['node-master1.pem', /no etcd client certificate; looked for .*node-master1\.pem/, 3],
    ['ca.pem', /node-master1\.pem: .*ca\.pem: No such file/, 3],
    ['node-master1-key.pem', /node-master1-key\.pem: No such file/, 1],
  ] as const) {
    furnish(node(), all);
    rmSync(node().path(`${KUBESPRAY}/${file}`));
    await refused(answersFor(node()), words, { exit, servers: [node()] });
  }
  furnish(node(), all);
  const { code, said } = await etcdCerts(answersFor(node()), { servers: [node()] });
  assert.is(code, 0, said);
  assert.match(await secret(), new RegExp(Buffer.from(pki.read('renewed.pem')).toString('base64')));
});

// How the server behaves.

const hosts = (...all: (object | string)[]) => ({ hosts: all });

when('a server that accepts and never answers', async () => {
  const hanging = await hangingServer();
  writeFileSync(path('config'), 'Host *\n  ConnectTimeout 1\n');
  const certificates = { ...hosts({ host: '127.0.0.1', port: hanging.port }), ssh: { config: path('config') } };
  await refused(certificates, /127\.0\.0\.1: .*gives no answer within 1 s/, { within: 10 });
  await hanging.stop();
});

/** Breaks off in the middle of files whose command matches. */
const breaking = (pattern: string) =>
  `ForceCommand case "$SSH_ORIGINAL_COMMAND" in ${pattern}) eval "$SSH_ORIGINAL_COMMAND" | head -c 300; kill -9 $PPID;; esac; eval "$SSH_ORIGINAL_COMMAND"`;

for (const [what, pattern, exit] of [
  ['certificate', '*cat*master1.pem*', 3],
  ['key', '*cat*-key.pem*', 1],
] as const) {
  when(`a server that drops in the middle of the ${what}: nothing of a half file is used or shown`, async () => {
    const sshd = await startNode({ config: [breaking(pattern)] });
    furnish(sshd, files(pki.path('foreign.pem'), pki.path('foreign-key.pem'), pki.path('foreign-ca.pem')));
    await refused(answersFor(sshd), /127\.0\.0\.1: the connection was lost during "env LC_ALL=C sudo -n cat -- /, {
      exit,
      servers: [sshd],
    });
    await sshd.stop();
  });
}

when('MaxSessions: one at a time is enough, none is said', async () => {
  for (const sessions of [1, 0]) {
    const sshd = await startNode({ config: [`MaxSessions ${sessions}`] });
    furnish(sshd, files(renewed.certificate(), renewed.key()));
    const options = { servers: [sshd] };
    if (sessions) await copied(answersFor(sshd), names(renewed.certificate(), renewed.key()), options);
    else await refused(answersFor(sshd), /127\.0\.0\.1: .*runs no command \(MaxSessions/, options);
    await sshd.stop();
  }
});

when('MaxStartups: too many logins under way', async () => {
  const sshd = await startNode({ config: ['MaxStartups 1', 'LoginGraceTime 20'] });
  const other: Socket = await loginUnderWay(sshd.port);
  await refused(answersFor(sshd), /127\.0\.0\.1: .*too many logins under way \(MaxStartups/);
  other.destroy();
  await sshd.stop();
});

// Several masters, two of them down: one that nobody listens at, one that never answers.

for (const count of [3, 5, 7]) {
  when(`${count} masters with two of them down: the pair of the next in order`, async () => {
    const hanging = await hangingServer();
    const { ssh } = answersFor(node()) as { ssh: { identityFile: string } };
    furnish(node(), kubespray());
    writeFileSync(path('config'), 'Host *\n  ConnectTimeout 1\n');
    const well = { host: '127.0.0.1', port: node().port, name: 'master1' };
    const rest = Array.from({ length: count - 3 }, (_, i) => ({ ...well, host: `127.0.0.${i + 2}` }));
    const all = hosts({ host: '127.0.0.1', port: 9 }, { host: '127.0.0.1', port: hanging.port }, well, ...rest);
    const ended = await copied(
      { ...all, ssh: { ...ssh, config: path('config') } },
      names(ofPlane('node-master1.pem'), ofPlane('node-master1-key.pem')),
      { servers: [node()] },
    );
    assert.match(ended.said, /127\.0\.0\.1:9 gave no etcd certificate, the next one did: .*ECONNREFUSED/);
    assert.match(ended.said, /gives no answer within 1 s/);
    assert.ok(ended.seconds < 15, `${ended.seconds} s`);
    await hanging.stop();
  });
}

test.run();
