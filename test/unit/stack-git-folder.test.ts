import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createGit } from '../../lib/stack/git.ts';
import { loadStack } from '../../lib/stack/load.ts';
import { bringStack } from '../../lib/stack/source.ts';
import { temporaryFolder } from '../helpers/openssl.ts';
import { freshRepository, GIT } from '../helpers/repository.ts';
import { inputOf, MINIATURE } from '../helpers/stack.ts';

const when = GIT ? test : test.skip;
const temporary = temporaryFolder();
test.after(temporary.remove);
const fresh = () => freshRepository(temporary.path);

when('a repository of the layout of tks-platform becomes a stack', async () => {
  const { work, url, port, commit } = fresh();
  cpSync(MINIATURE, join(work, 'prometheus-stack'), { recursive: true });
  const hash = commit('stack');
  const { answers } = inputOf(await loadStack(MINIATURE), { stack: { source: 'tks-platform', repository: url } });
  const { origin, manifests } = await bringStack(answers, 'v1.36.0', port);
  assert.equal([origin.source, origin.repository, origin.ref, origin.commit], ['tks-platform', url, 'main', hash]);
  assert.match(origin.directory, /prometheus-stack$/);
  assert.ok(manifests.length > 80);
});

when('a folder in a work tree tells its commit, and whether it is as committed', async () => {
  const { work, git, port, commit } = fresh();
  cpSync(MINIATURE, join(work, 'stack'), { recursive: true });
  const hash = commit('stack');
  const bring = async () => {
    const { answers } = inputOf(await loadStack(MINIATURE), {
      stack: { source: 'directory', directory: join(work, 'stack') },
    });
    const { source, commit, tree, repository } = (await bringStack(answers, 'v1.36.0', port)).origin;
    assert.equal([source, repository, commit], ['directory', undefined, hash]);
    return tree;
  };
  assert.is(await bring(), 'clean');
  writeFileSync(join(work, 'stack/README.md'), 'not read');
  writeFileSync(join(work, 'elsewhere'), 'not ours');
  assert.is(await bring(), 'clean', 'what is no part of the stack');
  const file = join(work, 'stack/manifests/new.yaml');
  writeFileSync(file, '');
  assert.is(await bring(), 'changed', 'a new file');
  writeFileSync(join(work, '.git/info/exclude'), 'new.yaml\n');
  assert.is(await bring(), 'changed', 'one that git ignores is read all the same');
  rmSync(file);
  assert.is(await bring(), 'clean');
  const index = readFileSync(join(work, '.git/index'));
  writeFileSync(join(work, 'stack/preliminary/grafana-pvc.yaml'), '');
  assert.is(await bring(), 'changed');
  assert.equal(readFileSync(join(work, '.git/index')), index, 'nothing of the folder is written');
  git('checkout', '--quiet', '--', '.');
  assert.is(await bring(), 'clean');
});

test('a folder in no work tree, one without a commit, and no git at all are no failure', async () => {
  const plain = join(temporary.path, 'plain');
  cpSync(MINIATURE, plain, { recursive: true });
  const { answers } = inputOf(await loadStack(MINIATURE), { stack: { source: 'directory', directory: plain } });
  const none = async (): Promise<string> => {
    throw new Error('no git');
  };
  for (const find of [none, async () => '/nowhere/git', async () => GIT]) {
    const { origin, manifests } = await bringStack(answers, 'v1.36.0', createGit(find, plain));
    assert.equal(origin, { source: 'directory', directory: plain });
    assert.ok(manifests.length > 80);
  }
  if (!GIT) return;
  execFileSync(GIT, ['-C', plain, 'init', '--quiet']);
  assert.is(
    (
      await bringStack(
        answers,
        'v1.36.0',
        createGit(async () => GIT, plain),
      )
    ).origin.commit,
    undefined,
  );
});

test.run();
