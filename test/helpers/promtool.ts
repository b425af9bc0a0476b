import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { lookFor } from '../../lib/tools/look.ts';

/** What promtool says of rules: whether it is content, and its words. */
export interface Verdict {
  passed: boolean;
  output: string;
}

/** `promtool check rules` of these groups. */
export function checkRules(groups: unknown, ...flags: string[]): Verdict {
  return inFolder({ 'rules.yaml': { groups } }, ['check', 'rules', ...flags, 'rules.yaml']);
}

/** `promtool test rules` of these groups, evaluated every minute. */
export function testRules(groups: unknown, tests: readonly object[]): Verdict {
  const test = { rule_files: ['rules.yaml'], evaluation_interval: '1m', tests };
  return inFolder({ 'rules.yaml': { groups }, 'test.yaml': test }, ['test', 'rules', 'test.yaml']);
}

function inFolder(files: Record<string, object>, args: readonly string[]): Verdict {
  const promtool = lookFor('promtool');
  if (!promtool) throw new Error('this machine has no promtool');
  const cwd = mkdtempSync(join(tmpdir(), 'tks-promtool-'));
  try {
    for (const [name, content] of Object.entries(files))
      writeFileSync(join(cwd, name), stringify(content, { aliasDuplicateObjects: false }));
    const { status, stdout, stderr } = spawnSync(promtool.path, args, { cwd, encoding: 'utf8' });
    return { passed: status === 0, output: stdout + stderr };
  } finally {
    rmSync(cwd, { recursive: true });
  }
}
