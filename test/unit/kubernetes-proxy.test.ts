import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { RunbookError } from '../../lib/errors.ts';
import { flags, startProxy } from '../../lib/kubernetes/proxy.ts';
import { lookFor } from '../../lib/tools/look.ts';
import { temporaryFolder } from '../helpers/openssl.ts';

const kubectl = lookFor('kubectl')?.path ?? '';
const when = kubectl ? test : test.skip;
const temporary = temporaryFolder();
test.after(temporary.remove);

/** A kubeconfig whose cluster nobody has to be: the proxy starts without talking to it. */
const kubeconfig = join(temporary.path, 'kubeconfig');
const cluster = { name: 'c', cluster: { server: 'http://127.0.0.1:1' } };
const contexts = [{ name: 'c', context: { cluster: 'c', user: '' } }];
const config = { apiVersion: 'v1', kind: 'Config', clusters: [cluster], contexts, 'current-context': 'c' };
writeFileSync(kubeconfig, JSON.stringify(config));

async function refusal(work: ReturnType<typeof startProxy>): Promise<RunbookError> {
  const error = await work.then(
    (proxy) => proxy.close(),
    (thrown: unknown) => thrown,
  );
  if (error instanceof RunbookError) return error;
  throw new Error(`a RunbookError was expected, not ${error}`);
}

async function vanishes(path: string): Promise<boolean> {
  for (let i = 0; i < 200 && existsSync(path); i++) await sleep(20);
  return !existsSync(path);
}

when('the socket stands in a private folder, and both are gone after closing', async () => {
  const { socket, close } = await startProxy({ kubectl, kubeconfig, context: 'c' });
  assert.ok(statSync(socket).isSocket());
  assert.is(statSync(dirname(socket)).mode & 0o777, 0o700);
  await close();
  assert.not(existsSync(dirname(socket)));
});

when('the proxy ends with us, even when we are killed', async () => {
  const proxy = JSON.stringify(join(import.meta.dirname, '../../lib/kubernetes/proxy.ts'));
  const script = `import { startProxy } from ${proxy};
    console.log((await startProxy(${JSON.stringify({ kubectl, kubeconfig })})).socket);
    setInterval(() => {}, 1000);`;
  const file = join(temporary.path, 'holder.mjs');
  writeFileSync(file, script);
  const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const socket = line.toString().trim();
  assert.ok(existsSync(socket));
  child.kill('SIGKILL');
  assert.ok(await vanishes(dirname(socket)), `${dirname(socket)} is still there`);
});

when('a failure leaves nothing behind that keeps the command from ending', async () => {
  const proxy = JSON.stringify(join(import.meta.dirname, '../../lib/kubernetes/proxy.ts'));
  const file = join(temporary.path, 'failing.mjs');
  writeFileSync(file, `import { startProxy } from ${proxy}; await startProxy({ kubectl: 'false' }).catch(() => {});`);
  const child = spawn(process.execPath, [file], { stdio: 'ignore', timeout: 10_000 });
  assert.equal(await once(child, 'exit'), [0, null]);
});

when("kubectl's own words say why it doesn't come up", async () => {
  const error = await refusal(startProxy({ kubectl, kubeconfig, context: 'no-such-context' }));
  assert.is(error.exit, 3);
  assert.match(error.message, 'no-such-context');
});

test('a kubectl that is not there is told', async () => {
  const error = await refusal(startProxy({ kubectl: '/no/such/kubectl' }));
  assert.match(error.message, '/no/such/kubectl');
});

test('a folder for temporary files with too long a path is told before anything starts', async () => {
  const before = process.env.TMPDIR;
  process.env.TMPDIR = join(temporary.path, 'x'.repeat(100));
  mkdirSync(process.env.TMPDIR);
  const error = await refusal(startProxy({ kubectl: '/no/such/kubectl' }));
  assert.match(error.failure.hint?.en ?? '', 'TMPDIR');
  if (before === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = before;
});

test('what is left out is left to kubectl', () => {
  assert.equal(flags({ kubectl }), []);
  assert.equal(flags({ kubectl, kubeconfig: 'a b', context: 'c' }), ['--kubeconfig=a b', '--context=c']);
});

test.run();
