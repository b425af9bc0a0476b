import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { cleanEnv, run } from '../../lib/process/run.ts';

const sh = (script: string, options = {}) => run('sh', ['-c', script], options);

test('arguments reach a command as they are', async () => {
  const words = ['a b', '', "it's", '$HOME', '`id`', '$(id)', '*', '\\', '"', 'new\nline', '이름', '--', '-n', ';'];
  const { stdout, code } = await run('sh', ['-c', 'for word; do printf "%s\\0" "$word"; done', 'sh', ...words]);
  assert.equal(stdout.split('\0').slice(0, -1), words);
  assert.is(code, 0);
});

test('stdout and stderr are kept apart and untrimmed', async () => {
  const { stdout, stderr } = await sh('echo out; echo warning >&2');
  assert.equal([stdout, stderr], ['out\n', 'warning\n']);
});

test('a failure is a code, a missing command is one as well, and a signal is none', async () => {
  assert.is((await sh('echo why >&2; exit 7')).code, 7);
  const missing = await run('no-such-command-here', []);
  assert.is(missing.code, 127);
  assert.match(missing.stderr, 'no-such-command-here');
  assert.is((await sh('kill -KILL $$')).code, null);
});

test('a folder that is not there is a failure, not an exception', async () => {
  const { code, stderr } = await run('pwd', [], { cwd: '/no/such/folder' });
  assert.is.not(code, 0);
  assert.match(stderr, 'ENOENT');
});

test('input goes to stdin, text and bytes alike; without any, stdin is at its end', async () => {
  assert.is((await run('cat', [], { input: 'secret\n' })).stdout, 'secret\n');
  assert.is((await sh('wc -c', { input: Buffer.from([0, 255, 10]) })).stdout.trim(), '3');
  assert.is((await run('cat', [])).stdout, '');
  const large = 'x'.repeat(1_000_000);
  assert.is((await run('cat', [], { input: large })).stdout.length, large.length);
});

test('variables are added and removed; those of zx never get through', async () => {
  process.env.ZX_VERBOSE = 'true';
  process.env.TKS_TEST_GONE = 'x';
  const script = 'echo "$ONE,${TKS_TEST_GONE-unset},${ZX_VERBOSE-unset}"';
  const { stdout, stderr } = await sh(script, { env: { ONE: '1', TKS_TEST_GONE: undefined } });
  assert.equal([stdout, stderr], ['1,unset,unset\n', '']);
  assert.is(cleanEnv({ A: 'a' }).A, 'a');
  assert.not('ZX_VERBOSE' in cleanEnv());
  delete process.env.ZX_VERBOSE;
  delete process.env.TKS_TEST_GONE;
});

test('after its time a command ends with all that it started', async () => {
  const { stdout, stderr, code } = await sh('sleep 600 & echo $!; echo why >&2; wait', { timeout: 1500 });
  assert.equal([code, stderr], [null, 'why\nno end within 1.5 s']);
  const grandchild = Number(stdout);
  assert.ok(grandchild > 1);
  for (let i = 0; i < 100 && (await isRunning(grandchild)); i++) await sleep(20);
  assert.not(await isRunning(grandchild));
});

test('a command that ends by itself when its time is up, or when it is told to stop, has not succeeded', async () => {
  const script = 'trap "exit 0" TERM; echo ready; sleep 600 & wait';
  assert.is((await sh(script, { timeout: 1500 })).code, null);
  assert.is((await sh(script, { signal: AbortSignal.timeout(1500) })).code, null);
});

test('a command that will not end, or that left its output to somebody else, is not waited for', async () => {
  const deaf = await sh('trap "" TERM; printf half >&2; sleep 20 & wait; sleep 20', { timeout: 1000 });
  assert.equal([deaf.code, deaf.stderr], [null, 'half\nno end within 1 s']);
  const begun = Date.now();
  const left = await sh("setsid sh -c 'echo $$; exec sleep 20' &", { timeout: 1000 });
  assert.is(left.code, null);
  assert.ok(Date.now() - begun < 15_000);
  process.kill(Number(left.stdout), 'SIGKILL');
});

/** Whether a process is there and no zombie that waits for whoever inherited it. */
async function isRunning(pid: number): Promise<boolean> {
  return /^[^Z\s]/.test((await run('ps', ['-o', 'stat=', '-p', `${pid}`])).stdout.trim());
}

test.run();
