import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { stringify } from 'yaml';
import { RunbookError } from '../../lib/errors.ts';
import { findChart } from '../../lib/helm/chart.ts';
import { findTool } from '../../lib/tools/find.ts';
import { startFileServer } from '../helpers/file-server.ts';
import { temporaryFolder } from '../helpers/openssl.ts';

const helm = (await findTool('helm')).path;
const NAME = 'prometheus-msteams';
const folder = temporaryFolder();
const server = await startFileServer();
test.after(() => {
  server.close();
  folder.remove();
});

/** Lets the repository have these versions of the chart. */
function publish(...versions: string[]): void {
  const entries = versions.map((version) => {
    const file = `${NAME}-${version}.tgz`;
    const args = [`test/chart/${NAME}`, `--version=${version}`, `--destination=${folder.path}`];
    execFileSync(helm, ['package', ...args], { stdio: 'ignore' });
    server.files.set(`/${file}`, readFileSync(join(folder.path, file)));
    return { apiVersion: 'v2', name: NAME, version, urls: [file] };
  });
  server.files.set('/index.yaml', Buffer.from(stringify({ apiVersion: 'v1', entries: { [NAME]: entries } })));
}

test('a range of versions leads to the newest chart, and to the last one where the repository is away', async () => {
  const cache = join(folder.path, 'cache');
  const find = () => findChart(helm, { repository: server.base, chart: NAME, version: '^1.3' }, cache);
  publish('1.3.6');
  assert.equal([(await find()).version, (await find()).offline], ['1.3.6', undefined]);
  publish('1.3.6', '1.3.7', '2.0.0');
  assert.is((await find()).version, '1.3.7');
  server.files.clear();
  const { version, offline } = await find();
  assert.is(version, '1.3.7');
  assert.match(offline ?? '', '404');
});

test('a cache that can not be written is told, with what to set', async () => {
  const file = join(folder.path, 'file');
  writeFileSync(file, '');
  const request = { repository: server.base, chart: NAME, version: '1.3.6' };
  await refused(findChart(helm, request, join(file, 'charts')), 'XDG_CACHE_HOME');
});

test('a cache that another user made is told the same way', async () => {
  const request = { repository: server.base, chart: NAME, version: '1.3.6' };
  const cache = join(folder.path, 'of-another');
  mkdirSync(cache);
  publish('1.3.6');
  await findChart(helm, request, cache);
  const [kept = ''] = readdirSync(cache);
  // Either of the two may have been made by the other user.
  for (const outer of [0o777, 0o555]) {
    chmodSync(join(cache, kept), 0o555);
    chmodSync(cache, outer);
    const error = await asNobody(() => refused(findChart(helm, request, cache), 'XDG_CACHE_HOME'));
    for (const path of [cache, join(cache, kept)]) chmodSync(path, 0o755);
    assert.match(error.message, 'EACCES');
  }
});

test('a path that is no chart is told before anything is changed', async () => {
  const empty = join(folder.path, 'no-chart');
  mkdirSync(empty);
  for (const chart of [empty, join(folder.path, 'gone.tgz')]) {
    const request = { repository: server.base, chart, version: '1.3.6' };
    await refused(findChart(helm, request, join(folder.path, 'cache')), 'msteams.chart must name a chart');
  }
});

/** No mode keeps root out. */
async function asNobody<T>(work: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return work();
  chmodSync(folder.path, 0o755);
  process.seteuid?.(65_534);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}

async function refused(work: Promise<unknown>, hint: string): Promise<RunbookError> {
  const error = await work.catch((thrown: unknown) => thrown);
  if (!(error instanceof RunbookError)) throw new Error(`a RunbookError was expected, not ${error}`);
  assert.equal([error.exit, error.failure.section], [3, '6.1']);
  assert.match(error.failure.hint?.en ?? '', hint);
  return error;
}

test.run();
