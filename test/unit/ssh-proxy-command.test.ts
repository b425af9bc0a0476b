import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runProxyCommand } from '../../lib/ssh/proxy-command.ts';
import { temporaryFolder } from '../helpers/openssl.ts';

const temporary = temporaryFolder();
test.after(temporary.remove);

/** A command with a child of its own, that doesn't end with its stdin and writes both ids; a stubborn one ignores SIGTERM. */
const lasting = (file: string, stubborn = false) =>
  `sh -c '${stubborn ? 'trap "" TERM; ' : ''}sleep 300 & echo $$ $! > ${file}; wait'`;
const alive = (pid: string) =>
  existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));

async function idsIn(file: string): Promise<string[]> {
  for (let tries = 0; tries < 200; tries++) {
    const ids = existsSync(file) ? readFileSync(file, 'utf8').trim().split(' ') : [];
    if (ids.length === 2) return ids;
    await sleep(20);
  }
  throw new Error('the command was not started');
}

async function end(ids: readonly string[]): Promise<boolean> {
  for (let tries = 0; tries < 150 && ids.some(alive); tries++) await sleep(20);
  return !ids.some(alive);
}

for (const [how, last] of [
  ['it ends by itself, as after Ctrl-C', 'process.exit(130)'],
  ['it is killed', "process.kill(process.pid, 'SIGKILL')"],
] as const)
  test(`the command and its children end with our process when ${how}`, async () => {
    for (const stubborn of [false, true]) {
      const file = join(temporary.path, `${how.length}${stubborn}`);
      const module = JSON.stringify(join(import.meta.dirname, '../../lib/ssh/proxy-command.ts'));
      const script = join(temporary.path, 'holder.mjs');
      writeFileSync(
        script,
        `import { runProxyCommand } from ${module};
        runProxyCommand(${JSON.stringify(lasting(file, stubborn))});
        process.stdin.once('data', () => ${last});`,
      );
      const holder = spawn(process.execPath, [script], { stdio: ['pipe', 'ignore', 'inherit'] });
      const ids = await idsIn(file);
      assert.ok(ids.every(alive));
      holder.stdin.write('now');
      await once(holder, 'exit');
      assert.ok(await end(ids), `${ids} still run`);
    }
  });

test('closing the stream ends the command and its children', async () => {
  const file = join(temporary.path, 'closed');
  const { sock } = runProxyCommand(lasting(file));
  sock.on('error', () => {});
  const ids = await idsIn(file);
  sock.destroy();
  assert.ok(await end(ids), `${ids} still run`);
});

test('the command has stdin and stdout to itself, and its last words are kept', async () => {
  const { sock, said } = runProxyCommand('sh -c \'read line; echo "got $line"; echo bye >&2\'');
  sock.on('error', () => {});
  sock.write('hello\n');
  const [answer] = (await once(sock, 'data')) as [Buffer];
  assert.is(answer.toString(), 'got hello\n');
  assert.is(await said?.(), 'bye');
  sock.destroy();
});

test.run();
