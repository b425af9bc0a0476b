import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lookFor } from '../../lib/tools/look.ts';

/** What amtool has to say against a configuration; empty where it takes it. */
export function refusalOf(yaml: string): string {
  return inFile(yaml, (file) => {
    const { status, stderr, stdout } = spawnSync(amtool(), ['check-config', file], { encoding: 'utf8' });
    return status === 0 ? '' : `${stdout}${stderr}`;
  });
}

/** The receivers that get an alert with these labels, such as `alertname=Watchdog`, in their order. */
export function toldOf(yaml: string, ...labels: string[]): string[] {
  const args = (file: string) => ['config', 'routes', 'test', `--config.file=${file}`, ...labels];
  return inFile(yaml, (file) => execFileSync(amtool(), args(file), { encoding: 'utf8' }).trim().split(','));
}

function amtool(): string {
  const found = lookFor('amtool');
  if (!found) throw new Error('this machine has no amtool');
  return found.path;
}

function inFile<T>(yaml: string, use: (file: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'tks-amtool-'));
  try {
    writeFileSync(join(folder, 'alertmanager.yaml'), yaml);
    return use(join(folder, 'alertmanager.yaml'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
