import { accessSync, constants, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Source } from './table.ts';

export type Env = Readonly<Record<string, string | undefined>>;

/** Root's own tools, such as sshd, are often missing from a person's PATH. */
const SYSTEM_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/local/go/bin'];

/** The variable that names a tool's binary: TKS_KUBE_APISERVER. */
export function variableOf(tool: string): string {
  return `TKS_${tool.toUpperCase().replaceAll('-', '_')}`;
}

/** The cache folder of the runbook, see DESIGN 8. */
export function cacheFolder(env: Env): string {
  const base = env.XDG_CACHE_HOME;
  return join(base && isAbsolute(base) ? base : join(env.HOME ?? homedir(), '.cache'), 'tks-runbook');
}

/** Where a tool's binary is kept once it was downloaded or built. */
export function cachedBinary(name: string, source: Source, env: Env): string {
  return join(cacheFolder(env), 'bin', `${name}@${source.version}`);
}

/** The executable files of that name on PATH, then in the folders of system tools. */
export function searchAll(name: string, env: Env): string[] {
  const folders = [...(env.PATH ?? '').split(delimiter).filter(isAbsolute), ...SYSTEM_FOLDERS];
  return [...new Set(folders.map((folder) => join(folder, name)))].filter(isExecutable);
}

/** The first of them. */
export function searchPath(name: string, env: Env): string | undefined {
  return searchAll(name, env)[0];
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
