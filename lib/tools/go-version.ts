import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Env } from './search.ts';

/** Major and minor version: `[1, 26]`. */
export type GoVersion = readonly [major: number, minor: number];

/** What the modules under lib/practice/modules/ need. */
export const NEEDED: GoVersion = [1, 26];
/** From here on, Go fetches the version that a module needs from the module proxy. */
export const FETCHES: GoVersion = [1, 21];

/** @throws what the program said when it is no Go, or can't have the version that the folder's go.mod needs */
export async function versionOf(go: string, folder: string, env: Env): Promise<GoVersion> {
  const { stdout } = await promisify(execFile)(go, ['version'], { cwd: folder, env: { ...env } });
  const version = readVersion(stdout);
  if (!version) throw new Error(`go version printed: ${stdout.trim()}`);
  return version;
}

/** The version in the words of `go version` or of a go.mod's line; undefined when there is none. */
export function readVersion(words: string): GoVersion | undefined {
  const [, major, minor] = /\bgo ?(\d+)\.(\d+)/.exec(words) ?? [];
  return major && minor ? [Number(major), Number(minor)] : undefined;
}

export function isAtLeast([major, minor]: GoVersion, [wantedMajor, wantedMinor]: GoVersion): boolean {
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}
