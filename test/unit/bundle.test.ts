import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bundleName, describe } from '../../lib/bundle/describe.ts';
import { moduleEntries, nodeBinary, productionModules } from '../../lib/bundle/modules.ts';
import { ownEntries } from '../../lib/bundle/own-files.ts';
import { readme } from '../../lib/bundle/readme.ts';
import { demandReplaceable } from '../../lib/bundle/replaceable.ts';
import { script } from '../../lib/bundle/script.ts';
import { pack, sha256 } from '../../lib/bundle/write.ts';
import { RunbookError } from '../../lib/errors.ts';
import { loadStack } from '../../lib/stack/load.ts';
import { temporaryFolder } from '../helpers/openssl.ts';
import { refusal } from '../helpers/refusal.ts';
import { MINIATURE } from '../helpers/stack.ts';

const ROOT = process.cwd();

async function inFolder(work: (folder: string) => Promise<void> | void): Promise<void> {
  const { path, remove } = temporaryFolder();
  try {
    await work(path);
  } finally {
    remove();
  }
}

test('the packages are those that a run needs, and no other', async () => {
  const names = [...productionModules(ROOT)].map((folder) => folder.slice(`${ROOT}/node_modules/`.length));
  for (const name of ['zx', 'undici', 'ssh2', 'asn1', '@inquirer/core', 'log-update/node_modules/slice-ansi']) {
    assert.ok(names.includes(name), name);
  }
  assert.equal(
    names.filter((name) => /typescript|biome|uvu|^node$|types/.test(name)),
    [],
  );
  const paths = (await moduleEntries(ROOT, 'app')).map(({ path }) => path);
  assert.is(new Set(paths).size, paths.length);
  for (const name of names) assert.ok(paths.includes(`app/node_modules/${name}/package.json`), name);
});

test('a package that is not installed is named', () =>
  inFolder(async (folder) => {
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ dependencies: { zx: '1' } }));
    assert.throws(
      () => productionModules(folder),
      (error: unknown) => error instanceof RunbookError && error.exit === 3 && /zx is missing/.test(error.message),
    );
    assert.throws(() => nodeBinary(folder), /bin\/node is missing/);
  }));

test("the runbook's own files are taken, and the operator's beside them are not", () =>
  inFolder(async (folder) => {
    const files = {
      'runbook/install.mts': true,
      'runbook/practice.mts': false,
      'runbook/prod.yaml': false,
      'steps/index.ts': true,
      'lib/text.ts': true,
      'lib/practice/modules/helm/go.mod': true,
      'lib/secret.txt': false,
      'configs/answers/example.yaml': true,
      'configs/answers/prod.yaml': false,
      'configs/answers/prod/teams-url': false,
      'configs/prod.yaml': false,
      'configs/manifests/etcd.yaml': true,
      '.practice/kubeconfig': false,
    };
    for (const file of Object.keys(files)) {
      mkdirSync(join(folder, file, '..'), { recursive: true });
      writeFileSync(join(folder, file), '');
    }
    const taken = new Set((await ownEntries(folder, 'app')).map(({ path }) => path));
    for (const [file, wanted] of Object.entries(files)) assert.is(taken.has(`app/${file}`), wanted, file);
  }));

test('the same files make the same archive, and its sums hold', () =>
  inFolder(async (folder) => {
    const entries = [
      { path: 'runbook', from: { content: '#!/bin/sh\n' }, executable: true as const },
      { path: 'a/한글.txt', from: { content: 'x' } },
      { path: 'a/copy', from: { file: join(ROOT, 'package.json') } },
    ];
    const sums = [];
    for (const name of ['one', 'two']) {
      mkdirSync(join(folder, name));
      sums.push(await sha256(await pack('tar', join(folder, name), 'tks-runbook-1', entries.toReversed())));
    }
    assert.is(sums[0], sums[1]);
    execFileSync('tar', ['-xzf', join(folder, 'one', 'bundle.tgz'), '-C', folder]);
    const unpacked = join(folder, 'tks-runbook-1');
    execFileSync('sha256sum', ['--quiet', '--strict', '-c', 'SHA256SUMS'], { cwd: unpacked });
    assert.is(readFileSync(join(unpacked, 'SHA256SUMS'), 'utf8').split('\n').length, entries.length + 1);
    execFileSync(join(unpacked, 'runbook'));
  }));

test('an earlier bundle may be replaced, and nothing else', () =>
  inFolder(async (folder) => {
    const file = (name: string) => join(folder, name);
    assert.is(await demandReplaceable(file('new.tgz')), undefined);
    writeFileSync(file('notes.tgz'), 'my notes');
    mkdirSync(file('folder.tgz'));
    execFileSync('tar', ['-czf', file('other.tgz'), '-C', folder, 'notes.tgz']);
    for (const name of ['notes.tgz', 'folder.tgz', 'other.tgz']) {
      assert.is((await refusal(demandReplaceable(file(name)))).exit, 2, name);
    }
    mkdirSync(file('tks-runbook-1'));
    execFileSync('tar', ['-czf', file('bundle.tgz'), '-C', folder, 'tks-runbook-1']);
    assert.is(await demandReplaceable(file('bundle.tgz')), undefined);
  }));

test('the command of the bundle runs on what it carries, from any folder', () =>
  inFolder((folder) => {
    const bundle = join(folder, "it's a bundle");
    for (const part of ['bin', 'app/runbook']) mkdirSync(join(bundle, part), { recursive: true });
    const put = (file: string, content: string) => {
      writeFileSync(join(bundle, file), content);
      chmodSync(join(bundle, file), 0o755);
    };
    put('runbook', script({ chart: 'c-1.tgz' }));
    put('app/runbook/plan.mts', '');
    put('bin/node', '#!/bin/sh\nprintf "%s\\n" "$@" "$TKS_KUBECTL" "$TKS_HELM" "$TKS_BUNDLE" "$(command -v node)"\n');
    const run = (env: NodeJS.ProcessEnv, ...args: string[]) =>
      execFileSync(join(bundle, 'runbook'), args, { cwd: '/', encoding: 'utf8', env, stdio: 'pipe' });
    const clean = { PATH: '/usr/bin:/bin' };
    const yaml = bundle.replaceAll("'", "''");
    assert.equal(run(clean, 'plan', '--set', 'x=a b').trimEnd().split('\n'), [
      join(bundle, 'app/runbook/plan.mts'),
      '--set',
      'stack.source=directory',
      '--set',
      `stack.directory='${yaml}/stack'`,
      '--set',
      `msteams.chart='${yaml}/chart/c-1.tgz'`,
      '--set',
      'x=a b',
      join(bundle, 'bin/kubectl'),
      join(bundle, 'bin/helm'),
      bundle,
      join(bundle, 'bin/node'),
    ]);
    assert.match(run({ ...clean, TKS_KUBECTL: '/own/kubectl' }, 'plan'), '/own/kubectl');
    for (const command of [[], ['nothing'], ['../runbook/plan']]) {
      assert.throws(
        () => run(clean, ...command),
        (error: Error & { status: number; stderr: string }) => error.status === 2 && /^ {2}plan$/m.test(error.stderr),
      );
    }
    assert.not.match(script({}), 'msteams');
  }));

test('a bundle says what is in it, and nothing of this machine', async () => {
  const stack = await loadStack(MINIATURE);
  const origin = { ...stack.origin, source: 'tks-platform' as const, repository: 'https://x/y.git', commit: 'c0ffee' };
  const described = describe({ ...stack, origin }, { name: 'prometheus-msteams', version: '1.3.6' });
  assert.is(basename(bundleName(described)), bundleName(described));
  const words = readme(described);
  for (const part of ['sha256sum', 'images.txt', 'c0ffee', 'prometheus-msteams 1.3.6', './runbook install', '검증']) {
    assert.match(words, part);
  }
  assert.not.match(JSON.stringify(described) + words, ROOT);
  const clone = { ...origin, repository: join(ROOT, 'clone'), tree: 'changed' as const };
  const local = describe({ ...stack, origin: clone });
  assert.equal([local.stack.repository, local.stack.tree], ['clone', 'changed']);
  assert.match(readme(local), 'clone c0ffee + changes');
});

test.run();
