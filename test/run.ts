/**
 * Runs the project's tests: `node test/run.ts [check] [unit] [practice] [parts] [long]`. Each file is a process of its own; a file that
 * runs no test at all, or dies, has failed. The last line is `N passed, N failed` (`, N skipped`).
 */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Result {
  name: string;
  passed: number;
  failed: number;
  skipped: number;
  output: string;
  seconds: number;
}

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BIN = join(ROOT, 'node_modules', '.bin');
// Every test runs on the Node that the project pins, whatever the machine has.
const ENV = { ...process.env, PATH: `${BIN}:${process.env.PATH}`, FORCE_COLOR: '0', NO_COLOR: '1' };

async function main(suites: readonly string[]): Promise<void> {
  const results: Result[] = [];
  for (const suite of suites) results.push(...(await runSuite(suite)));
  const sum = (pick: (result: Result) => number) => results.reduce((total, result) => total + pick(result), 0);
  const [passed, failed, skipped] = [sum((r) => r.passed), sum((r) => r.failed), sum((r) => r.skipped)];
  for (const { name, output } of results.filter((result) => result.failed > 0))
    console.log(`\n--- ${name}\n${output.trim()}`);
  console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}

async function runSuite(suite: string): Promise<Result[]> {
  if (suite === 'check') return checks();
  const files = readdirSync(join(ROOT, 'test', suite))
    .filter((name) => name.endsWith('.test.ts'))
    .sort();
  const tests = files.map((file) => () => runFile(join('test', suite, file)));
  if (suite === 'unit' || suite === 'parts') return inParallel(tests, availableParallelism());
  return onPlane(() => inParallel(tests, 1));
}

/** The practice plane is one, and the tests on it take turns. It is left up only where it was up before. */
async function onPlane(tests: () => Promise<Result[]>): Promise<Result[]> {
  const wasUp = (await run(join(BIN, 'zx'), ['runbook/practice.mts', 'status'], false)).code === 0;
  const up = await runCommand('practice up', ['zx', 'runbook/practice.mts', 'up'], true);
  const results = up.failed > 0 ? [] : await tests();
  const down = wasUp ? [] : [await runCommand('practice down', ['zx', 'runbook/practice.mts', 'down'])];
  return [up, ...results, ...down];
}

async function checks(): Promise<Result[]> {
  return [
    await runCommand('types', ['tsc']),
    await runCommand('lint and format', ['biome', 'check', '--error-on-warnings', '.']),
    await runCommand('schema of the answers', ['node', 'test/schema.ts']),
  ];
}

async function runCommand(name: string, [command = '', ...args]: string[], live = false): Promise<Result> {
  const { code, output, seconds } = await run(join(BIN, command), args, live);
  return told({ name, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0, output, seconds });
}

async function runFile(file: string): Promise<Result> {
  const { code, output, seconds } = await run(join(BIN, 'node'), [file], false);
  const count = (word: string) => Number(output.match(new RegExp(`^ {2}${word}: +(\\d+)`, 'm'))?.[1] ?? 0);
  const [total, passed, skipped] = [count('Total'), count('Passed'), count('Skipped')];
  // uvu passes a file that forgot to run its tests.
  const ran = total + skipped > 0;
  const failed = ran ? Math.max(total - passed, code === 0 ? 0 : 1) : 1;
  const why = ran ? '' : '\nthis file ran no test: does it end with test.run()?';
  return told({ name: file, passed, failed, skipped, output: output + why, seconds });
}

function told(result: Result): Result {
  const { name, passed, failed, skipped, seconds } = result;
  const counts = [
    `${passed} passed`,
    ...(failed ? [`${failed} failed`] : []),
    ...(skipped ? [`${skipped} skipped`] : []),
  ];
  console.log(`${failed > 0 ? '✖' : '✔'} ${name}: ${counts.join(', ')} (${seconds.toFixed(1)} s)`);
  return result;
}

function run(
  command: string,
  args: string[],
  live: boolean,
): Promise<{ code: number | null; output: string; seconds: number }> {
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: ROOT, env: ENV, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const take = (chunk: Buffer) => {
      output += chunk;
      if (live) process.stdout.write(chunk);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    // The end of the process, not of its pipes: what a test left running must not hold the run.
    child.on('exit', (code) =>
      setTimeout(() => resolve({ code, output, seconds: (performance.now() - started) / 1000 }), 20),
    );
  });
}

async function inParallel<T>(jobs: readonly (() => Promise<T>)[], width: number): Promise<T[]> {
  const results: T[] = [];
  const queue = [...jobs.entries()];
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) results[next[0]] = await next[1]();
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}

await main(process.argv.slice(2));
