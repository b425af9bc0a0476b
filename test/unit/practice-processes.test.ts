import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Home, homeOf } from '../../lib/practice/home.ts';
import { locked } from '../../lib/practice/lock.ts';
import { endParts, kill, runningIn, startPart, withChildren } from '../../lib/practice/processes.ts';

const test = suite<{ folder: string; home: Home }>('practice-processes');
const when = existsSync('/proc/self/environ') ? test : test.skip;

test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'tks-test-'));
  context.home = homeOf(context.folder);
  mkdirSync(context.home.logs, { recursive: true });
});
test.after.each(async ({ folder, home }) => {
  await kill(() => runningIn(home).map(({ pid }) => pid));
  rmSync(folder, { recursive: true });
});

const sleepers = (home: Home) =>
  runningIn(home)
    .map(({ part }) => part)
    .sort();

when('a part is found by its mark, and only in its own plane', async ({ home }) => {
  const { pid } = startPart(home, 'one', ['sleep', '60']);
  assert.equal(
    runningIn(home).map((one) => [one.pid, one.part]),
    [[pid, 'one']],
  );
  assert.equal(runningIn(homeOf('/elsewhere')), []);
});

when('only the parts that are named are ended', async ({ home }) => {
  for (const part of ['one', 'two', 'three']) startPart(home, part, ['sleep', '60']);
  await endParts(home, ['one', 'three']);
  assert.equal(sleepers(home), ['two']);
});

when('a part that ignores being asked to end is ended as well', async ({ home }) => {
  startPart(home, 'stubborn', ['sh', '-c', 'trap "" TERM; echo ready; sleep 60 & wait']);
  await until(() => readFileSync(join(home.logs, 'stubborn.log'), 'utf8') === 'ready\n');
  await endParts(home, ['stubborn']);
  assert.equal(sleepers(home), []);
});

when('what a part started without the mark is found as its child', async ({ home }) => {
  const { pid = 0 } = startPart(home, 'parent', ['sh', '-c', 'env -i sleep 60 & echo $!; wait']);
  const log = join(home.logs, 'parent.log');
  await until(() => readFileSync(log, 'utf8').endsWith('\n'));
  const child = Number(readFileSync(log, 'utf8'));
  await until(() => !readFileSync(`/proc/${child}/environ`, 'utf8').includes(home.folder));
  assert.not(runningIn(home).some((one) => one.pid === child));
  assert.ok(withChildren([pid]).includes(child));
  await kill(() =>
    existsSync(`/proc/${child}/cmdline`) && readFileSync(`/proc/${child}/cmdline`, 'utf8') ? [child] : [],
  );
});

when('work on one plane takes turns, and the one that waits knows for whom', async ({ home }) => {
  const order: string[] = [];
  const holders: number[] = [];
  const slow = locked(
    home,
    () => {},
    async () => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      order.push('slow');
    },
  );
  const quick = locked(
    home,
    (holder) => holders.push(holder),
    async () => {
      order.push('quick');
    },
  );
  await Promise.all([slow, quick]);
  assert.equal(order, ['slow', 'quick']);
  assert.equal(holders, [process.pid]);
});

when('a lock ends with its holder, however that ends', async ({ home }) => {
  const module = new URL('../../lib/practice/lock.ts', import.meta.url).href;
  const script = `import { locked } from ${JSON.stringify(module)};
    const home = JSON.parse(process.argv[1]);
    await locked(home, () => {}, () => new Promise(() => { console.log('held'); setInterval(() => {}, 1000); }));`;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', script, JSON.stringify(home)]);
  await new Promise((resolve) => holder.stdout.once('data', resolve));
  let ended = 0;
  await locked(
    home,
    (pid) => {
      ended = pid;
      process.kill(pid, 'SIGKILL');
    },
    async () => {},
  );
  assert.is(ended, holder.pid);
});

async function until(holds: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('it never came true');
}

test.run();
