import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { EXIT, formatError, RunbookError } from '../../lib/errors.ts';
import { findTool } from '../../lib/tools/find.ts';
import { lookFor } from '../../lib/tools/look.ts';
import { cachedBinary, cacheFolder, variableOf } from '../../lib/tools/search.ts';
import { SOURCES } from '../../lib/tools/table.ts';

const test = suite<{ folder: string }>('tools-find');

test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'tks-test-'));
});
test.after.each(({ folder }) => rmSync(folder, { recursive: true }));

function program(file: string): string {
  mkdirSync(dirname(file), { recursive: true });
  symlinkSync(process.execPath, file);
  return file;
}

test('a variable comes before PATH, PATH before the cache', ({ folder }) => {
  const env = { PATH: join(folder, 'bin'), XDG_CACHE_HOME: join(folder, 'cache') };
  assert.is(lookFor('kwok', env), undefined);
  const cached = program(cachedBinary('kwok', SOURCES.kwok, env));
  assert.equal(lookFor('kwok', env), { path: cached, from: 'cache' });
  const onPath = program(join(folder, 'bin', 'kwok'));
  assert.equal(lookFor('kwok', env), { path: onPath, from: 'path' });
  const named = program(join(folder, 'named'));
  assert.equal(lookFor('kwok', { ...env, TKS_KWOK: named }), { path: named, from: 'variable' });
});

test('a binary of another version in the cache is not taken', ({ folder }) => {
  const env = { PATH: folder, XDG_CACHE_HOME: join(folder, 'cache') };
  program(cachedBinary('kwok', { ...SOURCES.kwok, version: 'v0.0.1' }, env));
  assert.is(lookFor('kwok', env), undefined);
});

test('a variable that names no program is bad usage, not a reason to look elsewhere', ({ folder }) => {
  const env = { PATH: folder, TKS_KUBE_APISERVER: join(folder, 'absent') };
  program(join(folder, 'kube-apiserver'));
  assert.throws(
    () => lookFor('kube-apiserver', env),
    (error: RunbookError) => error.exit === EXIT.usage && error.message.includes('TKS_KUBE_APISERVER'),
  );
  const text = join(folder, 'text');
  writeFileSync(text, '');
  chmodSync(text, 0o600);
  assert.throws(() => lookFor('helm', { PATH: '', TKS_HELM: text }), /not an executable file/);
});

test('a folder on PATH with the name of a tool is no tool', ({ folder }) => {
  mkdirSync(join(folder, 'kwokctl'));
  assert.is(lookFor('kwokctl', { PATH: folder, HOME: folder }), undefined);
});

test('a missing tool of the system is named together with its package', async ({ folder }) => {
  const name = 'openssl';
  const env = { PATH: folder, TKS_OPENSSL: '' };
  const error = await findTool(name, { env }).then(
    () => undefined,
    (cause: unknown) => cause,
  );
  assert.ok(error instanceof RunbookError);
  assert.match(formatError(error, 'en'), /openssl[\s\S]*PATH[\s\S]*apt-get install openssl[\s\S]*TKS_OPENSSL/);
  assert.match(formatError(error, 'ko'), /openssl 찾기/);
});

test('the cache is under XDG_CACHE_HOME when that is absolute, else under the home folder', () => {
  assert.is(cacheFolder({ XDG_CACHE_HOME: '/x', HOME: '/h' }), '/x/tks-runbook');
  assert.is(cacheFolder({ XDG_CACHE_HOME: 'x', HOME: '/h' }), '/h/.cache/tks-runbook');
  assert.is(cacheFolder({ HOME: '/h' }), '/h/.cache/tks-runbook');
});

test('the variable of a tool is upper case with underscores', () => {
  assert.is(variableOf('kube-controller-manager'), 'TKS_KUBE_CONTROLLER_MANAGER');
});

test.run();
