import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { bundleEntries } from '../../lib/bundle/gather.ts';
import { pack } from '../../lib/bundle/write.ts';
import { recordOf } from '../../lib/inventory/stack-record.ts';
import { carriedFile } from '../../lib/stack/carried.ts';
import { loadStack } from '../../lib/stack/load.ts';
import { bringStack } from '../../lib/stack/source.ts';
import { stack as stackStep } from '../../steps/2.1-stack.ts';
import { temporaryFolder } from '../helpers/openssl.ts';
import { filePorts } from '../helpers/ports.ts';
import { refusal } from '../helpers/refusal.ts';
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
    assert.is((await refusal(bring())).exit, 3);
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
