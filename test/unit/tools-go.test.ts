import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { EXIT, formatError, type RunbookError } from '../../lib/errors.ts';
import { say } from '../../lib/text.ts';
import { bringTool } from '../../lib/tools/find.ts';
import { findGo, type GoOptions } from '../../lib/tools/go.ts';
import { isAtLeast, NEEDED, readVersion } from '../../lib/tools/go-version.ts';
import type { Report } from '../../lib/tools/report.ts';
import { GO, type GoToolchain } from '../../lib/tools/table.ts';
import { type FileServer, startFileServer } from '../helpers/file-server.ts';

const MODULES = fileURLToPath(new URL('../../lib/practice/modules/', import.meta.url));
interface Context extends FileServer {
  folder: string;
}

const test = suite<Context>('tools-go');

test.before.each(async (context) => {
  Object.assign(context, await startFileServer(), { folder: mkdtempSync(join(tmpdir(), 'tks-test-')) });
  mkdirSync(join(context.folder, 'module'));
});
test.after.each(({ folder, close }) => {
  close();
  rmSync(folder, { recursive: true });
});

/** A Go that tells a version, and whose build writes the environment that it saw. */
function script(version: string, switched = version): string {
  return `#!/bin/sh
case "$1" in
  version) [ "$GOTOOLCHAIN" = auto ] && echo "go version go${switched} linux/amd64" || echo "go version go${version} linux/amd64" ;;
  build) while [ "$1" != -o ]; do shift; done; env > "$2" ;;
esac
`;
}

function program(file: string, content: string): string {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content, { mode: 0o755 });
  return file;
}

const envOf = ({ folder }: Context, more: Record<string, string> = {}) => ({
  PATH: join(folder, 'bin'),
  XDG_CACHE_HOME: join(folder, 'cache'),
  ...more,
});

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

/** Go's own release as it is laid out, small. */
function serveGo({ folder, files, base }: Context, sum?: string): GoToolchain {
  program(join(folder, 'made', 'go', 'bin', 'go'), script('1.26.8'));
  writeFileSync(join(folder, 'made', 'go', 'VERSION'), 'go1.26.8\n');
  execFileSync('tar', ['-czf', 'go.tar.gz', '-C', 'made', 'go'], { cwd: folder });
  const archive = readFileSync(join(folder, 'go.tar.gz'));
  files.set('/go.tar.gz', archive);
  files.set('/go.tar.gz.sha256', Buffer.from(sum ?? sha256(archive)));
  const url = `${base}/go.tar.gz`;
  return { version: '1.26.8', release: () => ({ url, checksum: `${url}.sha256`, member: 'go' }) };
}

function failure(context: Context, options: GoOptions): Promise<RunbookError> {
  return findGo(join(context.folder, 'module'), options).then(
    () => assert.unreachable() as never,
    (error: RunbookError) => error,
  );
}

test('a Go on PATH that is new enough is taken, past one that is too old', async (context) => {
  const old = program(join(context.folder, 'old', 'go'), script('1.19.8'));
  const recent = program(join(context.folder, 'new', 'go'), script('1.26.1'));
  const env = envOf(context, { PATH: `${dirname(old)}:${dirname(recent)}` });
  assert.equal(await findGo(join(context.folder, 'module'), { env }), { path: recent, env: { GOTOOLCHAIN: 'auto' } });
});

test('a Go that can switch is taken when it gets the version that is needed', async (context) => {
  const go = program(join(context.folder, 'bin', 'go'), script('1.24.4', '1.26.0'));
  const found = await findGo(join(context.folder, 'module'), { env: envOf(context) });
  assert.equal(found, { path: go, env: { GOTOOLCHAIN: 'auto' } });
});

test('a Go named by TKS_GO that is too old is bad usage', async (context) => {
  const named = program(join(context.folder, 'named'), script('1.19.8'));
  const error = await failure(context, { env: envOf(context, { TKS_GO: named }) });
  assert.is(error.exit, EXIT.usage);
  assert.match(formatError(error, 'en'), /TKS_GO names .*named[\s\S]*is Go 1\.19; 1\.26 is needed[\s\S]*go\.dev\/dl/);
});

test('switching that the person has turned off stays off', async (context) => {
  const named = program(join(context.folder, 'named'), script('1.24.4', '1.26.0'));
  const error = await failure(context, { env: envOf(context, { TKS_GO: named, GOTOOLCHAIN: 'local' }) });
  assert.match(formatError(error, 'en'), /is Go 1\.24; 1\.26 is needed/);
});

test('without a Go that can build, the release is brought whole, once, and builds', async (context) => {
  const old = program(join(context.folder, 'bin', 'go'), script('1.19.8'));
  const said: string[] = [];
  const report: Report = {
    note: () => {},
    during: (words, work) => {
      said.push(say(words, 'en'));
      return work();
    },
  };
  const env = envOf(context, { PATH: process.env.PATH ?? '', GOROOT: '/x' });
  const options = { env, installed: [old] };
  const source = {
    version: 'v1',
    module: relative(MODULES, join(context.folder, 'module')),
    package: '.',
    ldflags: '',
  };
  const toolchain = serveGo(context);
  const first = await bringTool('one', source, { ...options, report, toolchain });
  await bringTool('two', source, { ...options, report, toolchain });
  assert.equal(said, ['downloading Go 1.26.8', 'building one v1', 'building two v1']);
  assert.equal(context.asked, ['/go.tar.gz.sha256', '/go.tar.gz']);
  const built = readFileSync(first.path, 'utf8').split('\n');
  assert.ok(built.includes('GOTOOLCHAIN=local'));
  assert.ok(built.includes('GOROOT='));
  const kept = join(context.folder, 'cache', 'tks-runbook', 'go');
  assert.equal(readdirSync(kept), ['go1.26.8']);
  assert.equal(readdirSync(join(kept, 'go1.26.8')).sort(), ['VERSION', 'bin']);
  assert.is(statSync(join(kept, 'go1.26.8')).mode & 0o777, 0o755);
});

test('nothing is kept of a Go whose checksum is wrong', async (context) => {
  const toolchain = serveGo(context, sha256(Buffer.from('other')));
  const error = await failure(context, { env: envOf(context), installed: [], toolchain });
  assert.match(formatError(error, 'en'), /no Go on PATH[\s\S]*SHA-256 is/);
  assert.equal(readdirSync(join(context.folder, 'cache', 'tks-runbook', 'go')), []);
});

test('with neither Go nor a network, the error says what is missing and how to get it', async (context) => {
  const toolchain = serveGo(context);
  context.close();
  const unreachable = new Set<string>();
  const options = { env: envOf(context), installed: [], toolchain, unreachable };
  const error = await failure(context, options);
  assert.match(
    formatError(error, 'en'),
    /no Go on PATH, and TKS_GO is not set[\s\S]*go\.tar\.gz: connect ECONNREFUSED/,
  );
  assert.match(formatError(error, 'en'), /→ install Go 1\.26 .*go\.dev\/dl.*TKS_<TOOL>/);
  assert.match(formatError(error, 'ko'), /Go 1\.26 이상을 설치/);
  assert.is(unreachable.size, 1);
  assert.match(formatError(await failure(context, options), 'en'), /127\.0\.0\.1:\d+ can't be reached/);
});

test('the Go that is brought builds every module without fetching another', () => {
  for (const name of readdirSync(MODULES)) {
    const line = /^go .*$/m.exec(readFileSync(join(MODULES, name, 'go.mod'), 'utf8'))?.[0] ?? '';
    const wanted = readVersion(line);
    assert.ok(wanted && isAtLeast(NEEDED, wanted), name);
  }
  assert.equal(readVersion(`go${GO.version}`), NEEDED);
  const { url, checksum } = GO.release('linux', 'arm64');
  assert.is(checksum, `${url}.sha256`);
  assert.ok(url.endsWith(`/go${GO.version}.linux-arm64.tar.gz`));
});

test.run();
