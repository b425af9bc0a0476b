import { cpSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { carriedFile, carriedOrigin } from '../../lib/stack/carried.ts';
import { stackFiles } from '../../lib/stack/files.ts';
import { loadStack } from '../../lib/stack/load.ts';
import { temporaryFolder } from '../helpers/openssl.ts';
import { refusal } from '../helpers/refusal.ts';
import { MINIATURE } from '../helpers/stack.ts';

const temporary = temporaryFolder();
test.after(temporary.remove);
let made = 0;

/** A copy of the miniature, to be spoilt. */
function copy(): string {
  const folder = join(temporary.path, `${++made}`);
  cpSync(MINIATURE, folder, { recursive: true });
  return folder;
}

test('the files of a stack are those that it is read from', async () => {
  const folder = copy();
  const stack = await loadStack(folder);
  const files = await stackFiles(folder);
  const read = [...stack.setup, ...stack.manifests, ...stack.certManager, ...stack.preliminary];
  for (const { file } of read) assert.ok(files.includes(file), file);
  assert.ok(files.includes('preliminary/prometheus-msteams-config.yaml'));
  assert.equal(files, files.toSorted());
  const bare = join(temporary.path, 'bare');
  for (const file of files) cpSync(join(folder, file), join(bare, file));
  assert.equal({ ...(await loadStack(bare)), origin: 0 }, { ...stack, origin: 0 });
});

test('what a stack is not read from is neither taken nor looked at', async () => {
  const folder = copy();
  const before = await stackFiles(folder);
  const far = join(temporary.path, 'far');
  mkdirSync(join(far, 'deep'), { recursive: true });
  for (const file of ['a.yaml', 'deep/b.yaml']) writeFileSync(join(far, file), '');
  cpSync(far, join(folder, 'manifests/near'), { recursive: true });
  cpSync(far, join(folder, 'cert-manager/near.yaml'), { recursive: true });
  symlinkSync(far, join(folder, 'manifests/far'));
  symlinkSync('round', join(folder, 'manifests/round'));
  symlinkSync('nowhere', join(folder, 'manifests/lost.md'));
  for (const file of ['manifests/README.md', 'manifests/kustomization.yaml', 'more.yaml']) {
    writeFileSync(join(folder, file), '');
  }
  writeFileSync(
    join(folder, 'stack-origin.json'),
    await carriedFile(folder, { source: 'directory', commit: 'c0ffee' }),
  );
  await loadStack(folder);
  assert.equal(await stackFiles(folder), before);
  rmSync(join(folder, 'manifests/near'), { recursive: true });
  assert.is((await carriedOrigin(folder))?.tree, undefined, 'no change of the stack');
});

test('a folder or a file that can not be read is told, rather than left out', async () => {
  for (const path of ['manifests/round.yaml', 'manifests/setup', 'cert-manager', 'preliminary']) {
    const folder = copy();
    const origin = await carriedFile(folder, { source: 'directory', commit: 'c0ffee' });
    writeFileSync(join(folder, 'stack-origin.json'), origin);
    rmSync(join(folder, path), { recursive: true, force: true });
    symlinkSync(path.split('/').at(-1) ?? '', join(folder, path));
    for (const read of [loadStack, stackFiles, carriedOrigin]) {
      const { exit, failure, message } = await refusal(read(folder));
      assert.equal([exit, failure.section], [3, '2.1'], path);
      assert.match(message, path);
      assert.match(message, 'ELOOP');
    }
  }
});

test('a folder or values that are not there are no failure', async () => {
  const folder = copy();
  renameSync(join(folder, 'cert-manager'), join(folder, 'away'));
  const values = join(folder, 'preliminary/prometheus-msteams-config.yaml');
  rmSync(values);
  symlinkSync('nowhere', values);
  assert.is((await loadStack(folder)).msteamsValues, undefined);
  const files = await stackFiles(folder);
  assert.not(files.some((file) => file.startsWith('cert-manager') || file.includes('msteams-config')));
});

test.run();
