import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { possibleMode } from '../../lib/practice/machine.ts';
import { run } from '../../lib/process/run.ts';
import { temporaryFolder } from '../helpers/openssl.ts';
import { ROOT, runbook } from '../helpers/plane.ts';

const CHECKOUT = ROOT.replace(/\/$/, '');
const ANSWERS = join(ROOT, 'configs', 'answers', 'practice.yaml');
const SCRIPT = join(ROOT, 'test', 'long', 'air-gap.sh');
const NAMESPACES = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
const LIMIT_MS = 600_000;

const test = suite('bundle');
const whereAllowed = possibleMode() === 'namespace' ? test : test.skip;
const { path: work, remove } = temporaryFolder();
const file = join(work, 'bundle.tgz');
test.after(remove);

/** The bundle's folder, once it is unpacked. */
function unpacked(): string {
  const [name = ''] = readdirSync(join(work, 'unpacked'));
  return join(work, 'unpacked', name);
}

test('one command makes the bundle, and its sums hold on the other side', async () => {
  const made = await runbook('bundle.mts', '--answers', ANSWERS, '--out', file, '--output', 'json');
  assert.is(made.code, 0, made.stderr);
  assert.is(JSON.parse(made.stdout).file, file);
  execFileSync('mkdir', [join(work, 'unpacked')]);
  execFileSync('tar', ['-xzf', file, '-C', join(work, 'unpacked')]);
  execFileSync('sha256sum', ['--quiet', '--strict', '-c', 'SHA256SUMS'], { cwd: unpacked() });
});

test('every file is summed, and none is of the operator', () => {
  const files = readdirSync(unpacked(), { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => join(parentPath, name).slice(unpacked().length + 1));
  const sums = readFileSync(join(unpacked(), 'SHA256SUMS'), 'utf8').trim().split('\n');
  assert.equal(sums.map((line) => line.slice(66)).sort(), files.filter((name) => name !== 'SHA256SUMS').sort());
  assert.equal(
    files.filter((name) => /\.practice|configs\/answers\/(?!example)|\.git\//.test(name)),
    [],
  );
  for (const name of [
    'bin/node',
    'bin/kubectl',
    'bin/helm',
    'images.txt',
    'README.md',
    'stack/manifests',
    'stack/stack-origin.json',
  ]) {
    assert.ok(
      files.some((each) => each.startsWith(name)),
      name,
    );
  }
});

test('it carries where the stack is from, for the inventory on the other side', async () => {
  const { stack } = JSON.parse(readFileSync(join(unpacked(), 'bundle.json'), 'utf8'));
  const head = await run('git', ['-C', CHECKOUT, 'rev-parse', 'HEAD']);
  const commit = head.code === 0 ? head.stdout.trim() : undefined;
  assert.equal([stack.source, stack.commit], ['directory', commit]);
  const carried = JSON.parse(readFileSync(join(unpacked(), 'stack', 'stack-origin.json'), 'utf8'));
  assert.equal([carried.commit, carried.tree], [stack.commit, stack.tree]);
});

test('the image list is that of plan --images', async () => {
  const { code, stdout, stderr } = await runbook('plan.mts', '--images', '--answers', ANSWERS);
  assert.is(code, 0, stderr);
  assert.is(readFileSync(join(unpacked(), 'images.txt'), 'utf8'), stdout);
  assert.match(stdout, /^quay\.io\/prometheusmsteams\/prometheus-msteams:/m);
});

whereAllowed('with the network off it installs, and nothing is left to change', async () => {
  const args = [...NAMESPACES, 'sh', SCRIPT, CHECKOUT, unpacked(), join(work, 'machine')];
  const { code, stdout, stderr } = await run('unshare', args, { timeout: LIMIT_MS });
  const said = `${stdout}\n${stderr}`;
  assert.is(code, 0, said);
  assert.match(stdout, /^routes: $/m, said);
  assert.match(stdout, /^install --yes: 0$/m, said);
  assert.match(stdout, /^plan: 0$/m, said);
  assert.match(stdout, '6.3 Install prometheus-msteams: up to date');
  const { stack } = JSON.parse(readFileSync(join(unpacked(), 'bundle.json'), 'utf8'));
  assert.match(stdout, `${unpacked()}/stack${stack.commit ? ` ${stack.commit.slice(0, 12)}` : ''} `);
});

test.run();
