import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createGit } from '../../lib/stack/git.ts';
import { lookFor } from '../../lib/tools/look.ts';

/** This machine's git; empty where there is none. */
export const GIT = lookFor('git')?.path ?? '';

let made = 0;

/** A repository with one file and one commit, and a cache of its own, in a folder of its own below this one. */
export function freshRepository(below: string) {
  const folder = join(below, `${++made}`);
  const work = join(folder, 'work');
  mkdirSync(work, { recursive: true });
  const who = ['-c', 'user.name=test', '-c', 'user.email=test@example.com'];
  const git = (...args: string[]) => execFileSync(GIT, ['-C', work, ...who, ...args], { encoding: 'utf8' }).trim();
  const commit = (content: string) => {
    writeFileSync(join(work, 'file'), content);
    git('add', '.');
    git('commit', '--quiet', '--message', content);
    return git('rev-parse', 'HEAD');
  };
  git('init', '--quiet', '--initial-branch', 'main');
  const cache = join(folder, 'cache');
  const url = pathToFileURL(work).href;
  return { work, git, commit, first: commit('one'), url, cache, port: createGit(async () => GIT, cache) };
}
