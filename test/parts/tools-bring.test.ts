import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { say } from '../../lib/text.ts';
import { buildArguments } from '../../lib/tools/build.ts';
import { checksumIn, download } from '../../lib/tools/download.ts';
import { bringTool } from '../../lib/tools/find.ts';
import { isAtLeast, NEEDED, readVersion } from '../../lib/tools/go-version.ts';
import type { Report } from '../../lib/tools/report.ts';
import { searchAll } from '../../lib/tools/search.ts';
import type { Release, Source } from '../../lib/tools/table.ts';
import { type FileServer, startFileServer } from '../helpers/file-server.ts';

const MODULES = fileURLToPath(new URL('../../lib/practice/modules/', import.meta.url));
const BINARY = '#!/bin/sh\necho hello\n';

interface Context extends FileServer {
  folder: string;
}

const test = suite<Context>('tools-bring');

test.before.each(async (context) => {
  Object.assign(context, await startFileServer(), { folder: mkdtempSync(join(tmpdir(), 'tks-test-')) });
});
test.after.each(({ folder, close }) => {
  close();
  rmSync(folder, { recursive: true });
});

const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');

function serveBinary({ files, base }: Context, sum = sha256(BINARY)): Release {
  files.set('/tool', Buffer.from(BINARY));
  files.set('/tool.sha256', Buffer.from(sum));
  return { url: `${base}/tool`, checksum: `${base}/tool.sha256` };
}

test('a release is kept as an executable once its checksum is right', async (context) => {
  const target = join(context.folder, 'bin', 'tool@v1');
  await download(serveBinary(context), target);
  assert.is(execFileSync(target, { encoding: 'utf8' }), 'hello\n');
});

test('nothing is kept of a release whose checksum is wrong', async (context) => {
  const target = join(context.folder, 'bin', 'tool@v1');
  const error = await download(serveBinary(context, sha256('other')), target).catch((cause: Error) => cause);
  assert.match(String(error), /SHA-256 is/);
  assert.equal(readdirSync(join(context.folder, 'bin')), []);
});

test('a binary is taken out of its archive, checked against the line that names it', async (context) => {
  const { folder, files, base } = context;
  mkdirSync(join(folder, 'tool-v1'));
  writeFileSync(join(folder, 'tool-v1', 'tool'), BINARY);
  execFileSync('tar', ['-czf', 'tool.tar.gz', 'tool-v1'], { cwd: folder });
  const archive = readFileSync(join(folder, 'tool.tar.gz'));
  files.set('/tool.tar.gz', archive);
  files.set('/SUMS', Buffer.from(`${sha256('x')}  other.tar.gz\n${sha256(archive)}  tool.tar.gz\n`));
  const target = join(folder, 'bin', 'tool@v1');
  await download({ url: `${base}/tool.tar.gz`, checksum: `${base}/SUMS`, member: 'tool-v1/tool' }, target);
  assert.is(readFileSync(target, 'utf8'), BINARY);
  assert.ok((statSync(target).mode & 0o111) !== 0);
});

test('what killed runs left half is removed, what others are at is not', async (context) => {
  const target = join(context.folder, 'bin', 'tool@v1');
  const ended = spawnSync('true').pid;
  mkdirSync(`${target}.partial-${ended}-abcdef`, { recursive: true });
  mkdirSync(`${target}.partial-1-abcdef`);
  await download(serveBinary(context), target);
  assert.equal(readdirSync(join(context.folder, 'bin')).sort(), ['tool@v1', 'tool@v1.partial-1-abcdef']);
});

test('a checksum file without the file is an error', () => {
  assert.throws(() => checksumIn(`${sha256('x')}  other\n${sha256('y')}  another`, 'tool'), /no SHA-256 of tool/);
  assert.throws(() => checksumIn('<html>not found</html>', 'tool'), /no SHA-256 of tool/);
  assert.is(checksumIn(`${sha256('x').toUpperCase()} *./tool\n`, 'tool'), sha256('x'));
});

const withGo = searchAll('go', process.env).some(builds) ? test : test.skip;

function builds(go: string): boolean {
  const version = readVersion(execFileSync(go, ['version'], { encoding: 'utf8' }));
  return version !== undefined && isAtLeast(version, NEEDED);
}

withGo('a tool without a release that answers is built, and the host is left alone afterwards', async (context) => {
  const source = ownModule(context, 'package main\n\nfunc main() { println("built") }\n');
  const notes: string[] = [];
  const report: Report = { note: (words) => notes.push(say(words, 'en')), during: (_words, work) => work() };
  const unreachable = new Set<string>();
  const env = { ...process.env, HOME: process.env.HOME, XDG_CACHE_HOME: join(context.folder, 'cache') };
  const options = { env: { ...env, GOCACHE: join(context.folder, 'go') }, report, unreachable };
  const first = await bringTool('one', source, options);
  const second = await bringTool('two', source, options);
  assert.is(first.from, 'build');
  assert.equal(context.asked, ['/absent.sha256']);
  assert.is(notes.length, 1);
  assert.match(notes[0] ?? '', /no release from 127\.0\.0\.1:\d+ \(.*404\); it is built instead/);
  execFileSync(second.path);
  assert.equal(readdirSync(join(context.folder, 'cache', 'tks-runbook', 'bin')).sort(), ['one@v1', 'two@v1']);
});

withGo('a build that fails tells what the compiler said and what was tried before', async (context) => {
  const source = ownModule(context, 'package main\n\nfunc main() { nonsense() }\n');
  const env = { ...process.env, XDG_CACHE_HOME: join(context.folder, 'cache'), GOCACHE: join(context.folder, 'go') };
  const error = await bringTool('one', source, { env }).catch((cause: Error) => cause);
  assert.match(String(error), /undefined: nonsense/);
  assert.match(String(error), /absent.*404/);
  assert.equal(readdirSync(join(context.folder, 'cache', 'tks-runbook', 'bin')), []);
});

function ownModule({ folder, base }: Context, main: string): Source {
  const module = join(folder, 'module');
  mkdirSync(module);
  writeFileSync(join(module, 'go.mod'), 'module example.com/tool\n\ngo 1.20\n');
  writeFileSync(join(module, 'main.go'), main);
  const release = () => ({ url: `${base}/absent`, checksum: `${base}/absent.sha256` });
  return { version: 'v1', module: relative(MODULES, module), package: '.', ldflags: '-s', release };
}

test('a build never changes its go.mod, and stamps what it is told', () => {
  const args = buildArguments({ version: 'v1', module: 'm', package: 'p', ldflags: '-s -X a=b', tags: 't' }, '/out');
  assert.equal(args, ['build', '-mod=readonly', '-trimpath', '-tags', 't', '-ldflags', '-s -X a=b', '-o', '/out', 'p']);
});

test.run();
