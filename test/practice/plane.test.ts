import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { homeOf } from '../../lib/practice/home.ts';
import type { Status } from '../../lib/practice/practice.ts';
import { status } from '../../lib/practice/practice.ts';
import { runningIn } from '../../lib/practice/processes.ts';
import { lookFor } from '../../lib/tools/look.ts';

const SCRIPT = join('runbook', 'practice.mts');
const exec = promisify(execFile);

interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

async function practice(args: string[], cwd = process.cwd()): Promise<Outcome> {
  return exec(process.execPath, [SCRIPT, ...args], { cwd }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: Outcome) => ({ code, stdout, stderr }),
  );
}

const ssh = async (state: Status, master: string, command: string) =>
  (await exec(lookFor('ssh')?.path ?? 'ssh', ['-F', state.sshConfig ?? '', master, command])).stdout;

const pids = (state: Status) => Object.fromEntries((state.components ?? []).map(({ name, pid }) => [name, pid]));

const before = await status();
const asRoot = before.mode === 'loopback' ? test.skip : test;

test('the plane is healthy, and says so as one JSON document', async () => {
  const { code, stdout, stderr } = await practice(['status', '--output', 'json']);
  const state: Status = JSON.parse(stdout);
  assert.is(code, 0);
  assert.is(stderr, '');
  assert.ok(state.running && state.healthy);
  assert.is(state.masters?.length, 3);
  assert.is(state.nodes?.filter(({ ready }) => ready).length, 6);
  assert.ok(state.components?.every(({ pid, log }) => pid !== undefined && readFileSync(log) !== undefined));
});

test('no part of it holds an election, which it would lose and end by on a machine that stands still', async () => {
  const { kubeconfig = '' } = await status();
  const args = ['--kubeconfig', kubeconfig, '-n', 'kube-system', 'get', 'leases', '-o', 'name'];
  const { stdout } = await exec(lookFor('kubectl')?.path ?? 'kubectl', args);
  assert.match(stdout, 'lease.coordination.k8s.io/apiserver-', 'the leases of the API server itself are there');
  assert.not.match(stdout, /kube-(controller-manager|scheduler)/);
});

test('nothing of it listens beyond loopback', async () => {
  const { stdout } = await exec('ss', ['-ltnpH']);
  const ours = new Set(runningIn(homeOf()).map(({ pid }) => `pid=${pid},`));
  const lines = stdout.split('\n').filter((line) => [...ours].some((pid) => line.includes(pid)));
  assert.ok(lines.length > 5, stdout);
  for (const line of lines) assert.match(line, /^LISTEN +\d+ +\d+ +127\.0\.0\.\d+:/);
});

asRoot('the masters listen at their own addresses in their namespace', async () => {
  const { stdout } = await exec('ip', ['netns', 'exec', 'tks-practice', 'ss', '-ltnH']);
  const listening = stdout
    .trim()
    .split('\n')
    .map((line) => line.split(/\s+/)[3]);
  const expected = [1, 2, 3].flatMap((n) => [22, 2379, 2380].map((port) => `198.51.100.1${n}:${port}`));
  assert.equal(listening.sort(), expected.sort());
});

asRoot("a master has kubespray's folder, closed to its ssh user and open to sudo", async () => {
  const seen = await ssh(before, 'master2', 'sudo -n stat -c "%a %U" /etc/ssl/etcd/ssl; hostname; id -u');
  assert.match(seen, /^700 root\nmaster2\n[1-9]/);
  const listing = await ssh(before, 'master2', 'sudo -n ls /etc/ssl/etcd/ssl');
  for (const name of [
    'ca.pem',
    'node-master2.pem',
    'node-master2-key.pem',
    'member-master2.pem',
    'admin-master2.pem',
  ]) {
    assert.ok(listing.split('\n').includes(name), name);
  }
  const refused = await ssh(before, 'master2', 'cat /etc/ssl/etcd/ssl/ca.pem').catch(() => 'refused');
  assert.is(refused, 'refused');
});

asRoot('each master has a folder and a host key of its own', async () => {
  const own = ['master1', 'master2', 'master3'];
  const certificates = await Promise.all(
    own.map((name) => ssh(before, name, `sudo -n cat -- /etc/ssl/etcd/ssl/node-${name}.pem`)),
  );
  assert.is(new Set(certificates).size, 3);
  assert.is(new Set(before.masters?.map(({ hostKeyFingerprint }) => hostKeyFingerprint)).size, 3);
});

async function askEtcd(state: Status, endpoint: string, withCertificate: boolean): Promise<string> {
  const { ca = '', cert = '', key = '' } = state.etcd ?? {};
  const pair = withCertificate ? { cert: readFileSync(cert), key: readFileSync(key) } : {};
  const agent = new Agent({ ca: readFileSync(ca), ...pair });
  return new Promise((resolve) => {
    request(`${endpoint}/health`, { agent }, (answer) => answer.on('data', (body) => resolve(String(body))))
      .on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
      .end();
  });
}

test('every member of etcd demands a client certificate, and one pair opens all', async () => {
  for (const endpoint of before.etcd?.endpoints ?? []) {
    assert.match(await askEtcd(before, endpoint, true), /"health":"true"/);
    assert.match(await askEtcd(before, endpoint, false), /CERTIFICATE_REQUIRED|ECONNRESET/);
  }
  assert.is(before.etcd?.endpoints.length, 3);
});

test('the helm repository serves its index and nothing else of the folder around', async () => {
  const index = await fetch(`${before.helmRepository}/index.yaml`);
  assert.match(await index.text(), /prometheus-msteams-.*\.tgz/);
  const outside = await fetch(`${before.helmRepository}/..%2fkubeconfig`);
  assert.is(outside.status, 404);
});

test('a second up builds, starts and changes nothing', async () => {
  const { code, stdout } = await practice(['up', '--lang', 'ko']);
  assert.is(code, 0, stdout);
  assert.not(/빌드/.test(stdout));
  assert.equal(pids(await status()), pids(before));
});

test('what was killed is brought back by up, and nothing else is touched', async () => {
  const killed = ['kube-scheduler', 'sshd-master3', 'etcd-master2', 'helm-repository'];
  const old = pids(await status());
  for (const name of killed) process.kill(old[name] ?? Number.NaN, 'SIGKILL');
  const broken = await practice(['status']);
  assert.is(broken.code, 1);
  for (const name of killed) assert.ok(broken.stdout.includes(name), name);
  assert.is((await practice(['up'])).code, 0);
  const repaired = pids(await status());
  for (const [name, pid] of Object.entries(old)) {
    if (killed.includes(name)) assert.is.not(repaired[name], pid, name);
    else assert.is(repaired[name], pid, name);
  }
  assert.ok((await status()).healthy);
});

test('another checkout is told whose plane is in the way, and its down leaves that one alone', async () => {
  const other = mkdtempSync(join(tmpdir(), 'tks-test-'));
  try {
    for (const name of ['lib', 'runbook', 'package.json']) cpSync(name, join(other, name), { recursive: true });
    symlinkSync(join(process.cwd(), 'node_modules'), join(other, 'node_modules'));
    const { code, stderr } = await practice(['up', '--lang', 'en'], other);
    assert.is(code, 1);
    assert.ok(stderr.includes(`cd ${process.cwd()} && npx zx runbook/practice.mts down`), stderr);
    assert.is((await practice(['down'], other)).code, 0);
    assert.ok((await status()).healthy);
  } finally {
    rmSync(other, { recursive: true });
  }
});

test.run();
