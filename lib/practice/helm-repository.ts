import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from '../text.ts';
import { CHECKOUT, type Home } from './home.ts';
import { HELM_PORT } from './machines.ts';
import { run } from './run.ts';

const CHARTS = join(CHECKOUT, 'test', 'chart');
export const HELM_URL = `http://127.0.0.1:${HELM_PORT}`;

/** Packages our charts into the repository's folder when they are newer than it. @returns whether they were */
export async function packageCharts(home: Home, helm: string): Promise<boolean> {
  const charts = existsSync(CHARTS) ? (await readdir(CHARTS)).map((name) => join(CHARTS, name)) : [];
  if ((await newest(charts)) < (await changed(join(home.helmRepository, 'index.yaml')))) return false;
  const work = `${home.helmRepository}.partial`;
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { recursive: true });
  const env = { ...process.env, HELM_CACHE_HOME: join(work, 'cache'), HELM_DATA_HOME: join(work, 'data') };
  const doing = text('Packaging the charts of the helm repository', 'helm 저장소의 차트 패키징');
  if (charts.length > 0) await run(doing, helm, ['package', '--destination', work, ...charts], { env });
  await run(doing, helm, ['repo', 'index', work, '--url', HELM_URL], { env });
  await rm(home.helmRepository, { recursive: true, force: true });
  await rename(work, home.helmRepository);
  return true;
}

async function newest(folders: readonly string[]): Promise<number> {
  const files = (
    await Promise.all(folders.map((folder) => readdir(folder, { recursive: true, withFileTypes: true })))
  ).flat();
  const times = files.map((file) => changed(join(file.parentPath, file.name)));
  return Math.max(0, ...(await Promise.all(times)));
}

async function changed(file: string): Promise<number> {
  return stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}
