import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bundleName, describe } from '../../lib/bundle/describe.ts';
import { bundleEntries } from '../../lib/bundle/gather.ts';
import { moduleEntries, nodeBinary, productionModules } from '../../lib/bundle/modules.ts';
import { ownEntries } from '../../lib/bundle/own-files.ts';
import { readme } from '../../lib/bundle/readme.ts';
import { demandReplaceable } from '../../lib/bundle/replaceable.ts';
import { script } from '../../lib/bundle/script.ts';
import { pack, sha256 } from '../../lib/bundle/write.ts';
import { invocation } from '../../lib/command/invocation.ts';
import { RunbookError } from '../../lib/errors.ts';
import { recordOf } from '../../lib/inventory/stack-record.ts';
import { carriedFile } from '../../lib/stack/carried.ts';
import { loadStack } from '../../lib/stack/load.ts';
import { bringStack } from '../../lib/stack/source.ts';
import { stack as stackStep } from '../../steps/2.1-stack.ts';
import { temporaryFolder } from '../helpers/openssl.ts';
import { filePorts } from '../helpers/ports.ts';
import { inputOf, MINIATURE } from '../helpers/stack.ts';

const ROOT = process.cwd();

async function inFolder(work: (folder: string) => Promise<void> | void): Promise<void> {
  const { path, remove } = temporaryFolder();
  try {
    await work(path);
  } finally {
    remove();
  }
}

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => (error instanceof RunbookError ? error.failure.exit : error),
  );

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
    assert.is(await refusal(demandReplaceable(file('new.tgz'))), undefined);
    writeFileSync(file('notes.tgz'), 'my notes');
    mkdirSync(file('folder.tgz'));
    execFileSync('tar', ['-czf', file('other.tgz'), '-C', folder, 'notes.tgz']);
    for (const name of ['notes.tgz', 'folder.tgz', 'other.tgz']) {
      assert.is(await refusal(demandReplaceable(file(name))), 2, name);
    }
    mkdirSync(file('tks-runbook-1'));
    execFileSync('tar', ['-czf', file('bundle.tgz'), '-C', folder, 'tks-runbook-1']);
    assert.is(await refusal(demandReplaceable(file('bundle.tgz'))), undefined);
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

test('what is told to be typed is what the operator has', () => {
  assert.is(invocation('install.mts', {}), 'npx zx runbook/install.mts');
  assert.is(invocation('install.mts', { TKS_BUNDLE: '/opt/tks' }), '/opt/tks/runbook install');
  assert.is(invocation('plan.mts', { TKS_BUNDLE: '/my tks' }), "'/my tks'/runbook plan");
});

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

test('the stack of a bundle is recorded as what it was taken from, and an edit of it as a change', () =>
  inFolder(async (folder) => {
    const origin = { source: 'tks-platform', repository: 'https://x/y.git', ref: 'main', commit: 'c0ffee' } as const;
    const taken = await loadStack(MINIATURE, origin);
    const parts = { root: ROOT, kubectl: '/k', helm: '/h', stack: taken, images: [] };
    const entries = (await bundleEntries(parts, folder)).filter(({ path }) => path.startsWith('stack/'));
    execFileSync('tar', ['-xzf', await pack('tar', folder, 'b', entries), '-C', folder]);
    const directory = join(folder, 'b', 'stack');
    const bring = async () => {
      const { answers } = inputOf(taken, { stack: { source: 'directory', directory } });
      const state = async () => ({ commit: 'of the folder around it', tree: 'changed' as const });
      const git = { checkout: () => Promise.reject(new Error('no network')), stateOf: state };
      return bringStack(answers, 'v1.36.0', git);
    };
    const recorded = { ...origin, operatorVersion: taken.operatorVersion };
    const brought = await bring();
    assert.equal(recordOf(brought), recorded);
    const { subject, details } = (await stackStep.work?.(inputOf(brought), filePorts())) ?? {};
    assert.match(subject ?? '', 'https://x/y.git main c0ffee');
    assert.equal(
      details?.map(({ en }) => en),
      [`from ${directory}`],
    );

    writeFileSync(join(directory, 'README.md'), 'not read');
    assert.equal(recordOf(await bring()), recorded);
    writeFileSync(join(directory, 'manifests', 'own.yaml'), '');
    assert.equal(recordOf(await bring()), { ...recorded, tree: 'changed' });
    writeFileSync(join(directory, 'stack-origin.json'), '{');
    assert.is(await refusal(bring()), 3);
  }));

test('files of a stack that are links are in the bundle as files', () =>
  inFolder(async (folder) => {
    const [own, shared] = [join(folder, 'own'), join(folder, 'shared')];
    cpSync(MINIATURE, own, { recursive: true });
    mkdirSync(shared);
    for (const path of ['manifests/setup', 'manifests/grafana-service.yaml', 'cert-manager']) {
      renameSync(join(own, path), join(shared, basename(path)));
      symlinkSync(join(shared, basename(path)), join(own, path));
    }
    symlinkSync('..', join(own, 'manifests', 'back'));
    symlinkSync('nowhere', join(own, 'manifests', 'lost.md'));
    const stack = await loadStack(own);
    const all = await bundleEntries({ root: ROOT, kubectl: '/k', helm: '/h', stack, images: [] }, folder);
    const entries = all.filter(({ path }) => path.startsWith('stack/'));
    execFileSync('tar', ['-xzf', await pack('tar', folder, 'b', entries), '-C', folder]);
    const unpacked = join(folder, 'b', 'stack');
    const { origin: _, ...content } = await loadStack(unpacked);
    const { origin: _of, ...before } = stack;
    assert.equal(content, before);
    assert.not(entries.some(({ path }) => path.includes('back')));
    const origin = { source: 'directory' } as const;
    assert.is(await carriedFile(unpacked, origin), await carriedFile(own, origin));
  }));

test('a stack from a folder without git is one in the bundle too', () =>
  inFolder(async (folder) => {
    cpSync(MINIATURE, folder, { recursive: true });
    writeFileSync(join(folder, 'stack-origin.json'), await carriedFile(folder, { source: 'directory' }));
    const { answers } = inputOf(await loadStack(MINIATURE), { stack: { source: 'directory', directory: folder } });
    const never = () => Promise.reject(new Error('git is not asked'));
    const { origin } = await bringStack(answers, 'v1.36.0', { checkout: never, stateOf: never });
    assert.equal(origin, { source: 'directory', directory: folder, carried: true });
  }));

test.run();
