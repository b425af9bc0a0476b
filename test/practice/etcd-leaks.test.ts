import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { path, proxies, secret, when, withSecret } from '../helpers/etcd-command.ts';
import { cluster, type Moment, OWN, searched, searchRun, secrets, whenRead } from '../helpers/leak-run.ts';
import { filesSince, watchProcesses } from '../helpers/leaks.ts';
import { kubectl, ON_PLANE, ROOT } from '../helpers/plane.ts';

const INSTALL = ['runbook/install.mts', ...ON_PLANE, '--only', 'etcd-certs', '--yes'];
const PLAN = ['runbook/plan.mts', ...ON_PLANE, '--only', 'etcd-certs'];
const BY_PASSWORD = {
  hosts: ['master2'],
  ssh: { user: 'tks-password', sudo: { password: { file: join(ROOT, '.practice/secrets/sudo-password') } } },
};

when('a line of a key is found wherever it is planted', async () => {
  for (const folder of Object.values(OWN)) mkdirSync(folder);
  const search = searched();
  const since = Date.now();
  for (const [i, pem] of secrets().entries()) {
    const lines = pem.split('\n').filter((line) => line.length >= 24 && !line.startsWith('-----'));
    const base64 = Buffer.from(`{"x":"${pem}"}`).toString('base64');
    const forms = [...lines, base64, Buffer.from(base64).toString('base64'), JSON.stringify({ pem })];
    for (const form of pem.startsWith('-----') ? forms : lines)
      assert.equal(search.in([['x', `a "${form}" b`]]), ['x'], `${i}`);
  }
  const [pem = ''] = secrets();
  const line = pem.split('\n')[3] ?? '';
  writeFileSync(join(OWN.TMPDIR, 'planted'), `\0${line}`);
  assert.equal(search.in(filesSince(since, [OWN.TMPDIR, OWN.HOME])), [join(OWN.TMPDIR, 'planted')]);
  writeFileSync(join(OWN.TMPDIR, 'planted'), '');
  const processes = watchProcesses();
  const child = spawn('sleep', ['0.3'], { env: { PLANTED: line }, argv0: `sleep-${line}` });
  await new Promise((resolve) => child.on('close', resolve));
  assert.equal(
    search
      .in(processes.stop())
      .map((name) => name.split(' ')[0])
      .sort(),
    ['cmdline', 'environ'],
  );
  await kubectl('-n', 'default', 'create', 'configmap', 'planted');
  await kubectl('-n', 'default', 'annotate', 'configmap', 'planted', `x=${Buffer.from(pem).toString('base64')}`);
  assert.equal(search.in(await cluster()), ['ConfigMap default/planted']);
  await kubectl('-n', 'default', 'delete', 'configmap', 'planted');
  await withSecret();
});

const RUNS: [string, readonly string[], number][] = [
  ['install', INSTALL, 0],
  ['install --verbose', [...INSTALL, '--verbose'], 0],
  ['install --output json --verbose', [...INSTALL, '--output', 'json', '--verbose'], 0],
  ['install --output jsonl', [...INSTALL, '--output', 'jsonl'], 0],
  ['install by a password of sudo', [...INSTALL, '--answers', path('password.yaml')], 0],
  ['plan', PLAN, 10],
  ['plan --verbose', [...PLAN, '--verbose'], 10],
  ['plan --output json', [...PLAN, '--output', 'json'], 10],
];
for (const [name, args, expected] of RUNS) {
  when(`${name} shows nothing of a key`, async () => {
    writeFileSync(path('password.yaml'), JSON.stringify({ etcd: { certificates: BY_PASSWORD } }));
    const { code, said } = await searchRun(args);
    assert.is(code, expected, said);
    assert.is((await secret()) === '', expected === 10);
  });
}

// The worst moment: the key is in memory, and on its way to an API that doesn't take it.

const POLICY = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingAdmissionPolicy',
  metadata: { name: 'tells-all' },
  spec: {
    matchConstraints: {
      resourceRules: [
        { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['secrets'] },
      ],
    },
    validations: [
      {
        expression: "object.metadata.name != 'etcd-certs'",
        messageExpression:
          "'not this: ' + object.data.filter(name, name.endsWith('-key.pem')).map(name, object.data[name]).join(', ')",
      },
    ],
  },
};
const BINDING = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingAdmissionPolicyBinding',
  metadata: { name: 'tells-all' },
  spec: { policyName: 'tells-all', validationActions: ['Deny'] },
};

when('an API that refuses the Secret, and says the whole of it', async () => {
  writeFileSync(path('policy.json'), JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [POLICY, BINDING] }));
  await kubectl('apply', '-f', path('policy.json'));
  try {
    const probe = [
      '-n',
      'monitoring',
      'create',
      'secret',
      'generic',
      'etcd-certs',
      '--from-literal=x-key.pem=x',
      '--dry-run=server',
    ];
    for (let tries = 0; tries < 100; tries++) {
      if (
        await kubectl(...probe).then(
          () => false,
          (error: Error) => /not this/.test(error.message),
        )
      )
        break;
      await sleep(100);
    }
    const { code, said } = await searchRun([...INSTALL, '--verbose']);
    assert.is(code, 1, said);
    assert.match(said, /not this: /, said);
    assert.is(await secret(), '');
  } finally {
    await kubectl('delete', '-f', path('policy.json'));
  }
});

const CRASHES: [string, (child: Parameters<Moment>[1]) => void, number | null][] = [
  ['SIGKILL in the middle', (child) => child.kill('SIGKILL'), null],
  ['an API that goes away in the middle', () => proxies().map((pid) => process.kill(pid, 'SIGKILL')), 1],
];
for (const [name, act, expected] of CRASHES) {
  when(`${name}: nothing is left, and the Secret is whole or not there`, async () => {
    const { moment, reached, end } = whenRead(act);
    try {
      const { code, said } = await searchRun([...INSTALL, '--output', 'jsonl', '--verbose'], moment);
      assert.ok(reached(), said);
      assert.is(code, expected, said);
    } finally {
      end();
    }
    const left = await secret();
    if (left) assert.is(Object.keys(JSON.parse(left).data).length, 3);
  });
}

when('in the whole cluster it is in the Secret alone', async () => {
  await withSecret();
  const all = await cluster();
  assert.ok(all.length > 200, `${all.length} objects`);
  assert.equal(searched().in(all), []);
});

test.run();
