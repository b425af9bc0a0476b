import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createGit } from '../../lib/stack/git.ts';
import { temporaryFolder } from '../helpers/openssl.ts';
import { refusal } from '../helpers/refusal.ts';
import { freshRepository, GIT } from '../helpers/repository.ts';

const when = GIT ? test : test.skip;
const temporary = temporaryFolder();
test.after(temporary.remove);
const fresh = () => freshRepository(temporary.path);
const fileOf = (directory: string) => readFileSync(join(directory, 'file'), 'utf8');

when('a branch, tags of both kinds and a commit lead to their files', async () => {
  const { git, commit, first, url, port } = fresh();
  git('tag', 'light');
  git('tag', '--annotate', 'v1', '--message', 'v1');
  const second = commit('two');
  for (const ref of ['light', 'v1', first]) {
    const { directory, commit: found, offline } = await port.checkout(url, ref);
    assert.equal([ref, found, fileOf(directory), offline], [ref, first, 'one', undefined]);
  }
  const { directory, commit: found } = await port.checkout(url, 'main');
  assert.equal([found, fileOf(directory)], [second, 'two']);
  assert.not(existsSync(join(directory, '.git')));
});

when('a branch that moved, even backwards, is followed', async () => {
  const { git, commit, first, url, port } = fresh();
  const second = commit('two');
  assert.is((await port.checkout(url, 'main')).commit, second);
  git('reset', '--hard', '--quiet', first);
  const third = commit('three');
  const { directory, commit: found } = await port.checkout(url, 'main');
  assert.equal([found, fileOf(directory)], [third, 'three']);
});

when('with the repository gone the cache answers, and says why', async () => {
  const { work, first, url, cache, port } = fresh();
  await port.checkout(url, 'main');
  renameSync(work, `${work}-away`);
  const { directory, commit, offline } = await port.checkout(url, 'main');
  assert.equal([commit, fileOf(directory)], [first, 'one']);
  assert.match(offline ?? '', /does not (exist|appear)/);
  rmSync(directory, { recursive: true });
  assert.is(
    fileOf((await createGit(async () => GIT, cache).checkout(url, 'main')).directory),
    'one',
    'taken out of it again',
  );
});

when('with the repository gone a ref that was never fetched is refused', async () => {
  const { work, url, port } = fresh();
  await port.checkout(url, 'main');
  renameSync(work, `${work}-away`);
  const { message, exit, failure } = await refusal(port.checkout(url, 'other'));
  assert.match(message, `Fetch other of ${url}`);
  assert.equal([exit, failure.section], [3, '2.1']);
  for (const lang of ['en', 'ko'] as const) {
    assert.match(failure.hint?.[lang] ?? '', 'stack.repository');
    assert.match(failure.hint?.[lang] ?? '', 'stack.source: directory');
  }
});

when('a cache that can not be written is told, with what to set', async () => {
  const { work, url } = fresh();
  const { exit, failure } = await refusal(createGit(async () => GIT, join(work, 'file')).checkout(url, 'main'));
  assert.equal([exit, failure.section], [3, '2.1']);
  assert.match(failure.hint?.en ?? '', 'XDG_CACHE_HOME');
});

when('a cache that stops taking files is told, with what to set', async () => {
  const { url, cache } = fresh();
  const vanishing = join(cache, '..', 'git-whose-cache-vanishes');
  // No mode keeps root out, so the folder goes away between the fetch and the files.
  const script = [
    '#!/bin/sh',
    `"${GIT}" "$@"; code=$?`,
    `case " $* " in *" rev-parse "*) mv "${cache}" "${cache}-away";; esac`,
    'exit $code',
  ];
  writeFileSync(vanishing, script.join('\n'), { mode: 0o700 });
  const { exit, failure } = await refusal(createGit(async () => vanishing, cache).checkout(url, 'main'));
  assert.equal([exit, failure.section], [3, '2.1']);
  assert.match(failure.hint?.en ?? '', 'XDG_CACHE_HOME');
});

when('what is fetched is shallow, and a git that ends without a word is told all the same', async () => {
  const { commit, cache, url, port } = fresh();
  commit('two');
  await port.checkout(url, 'main');
  const [folder = ''] = readdirSync(join(cache, 'git'));
  const store = join(cache, 'git', folder, 'objects.git');
  const count = execFileSync(GIT, [`--git-dir=${store}`, 'rev-list', '--all', '--count'], { encoding: 'utf8' });
  assert.is(count.trim(), '1');
  const silent = join(cache, 'git-that-is-silent');
  writeFileSync(silent, `#!/bin/sh\ncase " $* " in *" fetch "*) exit 9;; esac\nexec "${GIT}" "$@"\n`, { mode: 0o700 });
  const { offline } = await createGit(async () => silent, cache).checkout(url, 'main');
  assert.is(offline, 'git ended with 9');
});

when('a ref that the repository lacks, or has no more, is refused with the answer to change', async () => {
  const { git, url, port } = fresh();
  git('tag', 'gone');
  await port.checkout(url, 'gone');
  git('tag', '--delete', 'gone');
  for (const ref of ['nope', 'gone', '0123456789012345678901234567890123456789']) {
    const { message, failure } = await refusal(port.checkout(url, ref));
    assert.match(message, ref);
    assert.match(failure.hint?.en ?? '', 'stack.ref', ref);
  }
});

when('a commit in the cache serves even when the repository has dropped it', async () => {
  const { work, git, first, url, port } = fresh();
  await port.checkout(url, first);
  rmSync(join(work, '.git'), { recursive: true });
  git('init', '--quiet', '--initial-branch', 'main');
  const { commit, offline } = await port.checkout(url, first);
  assert.is(commit, first);
  assert.match(offline ?? '', 'not our ref');
});

when('the cache holds whole folders only', async () => {
  const { url, cache, port, first } = fresh();
  await port.checkout(url, 'main');
  const [folder = ''] = readdirSync(join(cache, 'git'));
  assert.equal(readdirSync(join(cache, 'git', folder)).sort(), [first, 'objects.git'].sort());
});

when('no token of a URL is in what git says', async () => {
  const { cache, url, port } = fresh();
  const token = crypto.randomUUID();
  await port.checkout(url, 'main');
  // Not every git leaves the user out, and insteadOf in a configuration may bring one that no answer has.
  const wordy = join(cache, 'git-that-tells');
  const words = `fatal: unable to access 'https://${token}@git.example.com/a.git/': no route to host`;
  const script = [
    '#!/bin/sh',
    `case " $* " in *" fetch "*) echo "${words}" >&2; exit 128;; esac`,
    `exec "${GIT}" "$@"`,
  ];
  writeFileSync(wordy, script.join('\n'), { mode: 0o700 });
  const telling = createGit(async () => wordy, cache);
  const { offline = '' } = await telling.checkout(url, 'main');
  const { message } = await refusal(telling.checkout(url, 'other'));
  for (const told of [offline, message]) {
    assert.match(told, "'https://git.example.com/a.git/': no route");
    assert.not.match(told, token);
  }
});

test.run();
