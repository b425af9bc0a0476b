import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { MemberProbe } from '../../lib/certificates/probe.ts';
import { memberTable } from '../../lib/etcd/member-table.ts';

// util-linux's own; others of that name take other arguments.
const when = ['script', 'stty'].every((tool) => spawnSync(tool, ['--version']).status === 0) ? test : test.skip;
const run = promisify(execFile);

/** What a terminal shows of a program, without colours and what moves the cursor. */
async function onTerminal(program: string): Promise<string[]> {
  const command = `stty rows 40 cols 120; exec "$NODE" --no-warnings --input-type=module -e "$PROGRAM"`;
  const env = { ...process.env, NODE: process.execPath, PROGRAM: program, CI: '' };
  const { stdout } = await run('script', ['-qec', command, '/dev/null'], { env, timeout: 30_000 });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal's own
  return stdout.replace(/\u001b\[[\d;?]*[A-Za-z]/g, '').split(/\r*\n/);
}

const MEMBERS: MemberProbe[] = ['10.0.0.11', '10.0.0.12'].map((address) => ({
  address,
  port: 2379,
  outcome: 'accepted',
  version: '3.6.16',
}));

when('what a step tells while the list lives comes after it as it was, its first line too', async () => {
  const shown = await onTerminal(`
    import { memberFinding } from './lib/etcd/member-table.ts';
    import { createOutput } from './lib/output/output.ts';
    import { teller } from './lib/output/tell.ts';
    import { runTasks } from './lib/run/tasks.ts';
    import { streams } from './lib/command/streams.ts';
    const output = createOutput({ lang: 'en', output: 'text', verbose: false }, streams);
    const found = { ...memberFinding(${JSON.stringify(MEMBERS)}), warnings: [{ en: 'mind', ko: 'mind' }] };
    const title = { en: '3.5  Copy', ko: '3.5  Copy' };
    await runTasks(output, [{ title, run: async () => teller(output)(found) }], process.stdout);
    output.print('     Done.');
  `);
  const list = shown.findLastIndex((line) => line.includes('✔ 3.5  Copy'));
  assert.is.not(list, -1, shown.join('\n'));
  const table = memberTable(MEMBERS).map(({ en }) => en);
  assert.equal(shown.slice(list + 1), ['', ...table, '! mind', '     Done.', '']);
});

test.run();
