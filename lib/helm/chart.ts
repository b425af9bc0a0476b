import { createHash } from 'node:crypto';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { EXIT, type RunbookError } from '../errors.ts';
import { makeCacheFolder, makePartialFolder } from '../process/cache-folder.ts';
import { type Finished, run } from '../process/run.ts';
import { withoutUserinfo } from '../process/userinfo.ts';
import { type Text, text } from '../text.ts';
import { digestOf } from './digest.ts';
import { failed } from './failed.ts';

/** Which chart, as the answers name it: by name in a repository, or by a path, a tgz or an oci:// address. */
export interface ChartRequest {
  repository: string;
  chart: string;
  version: string;
}

/** A chart that is on this machine. */
export interface Chart {
  /** Folder or tgz. */
  path: string;
  name: string;
  version: string;
  /** Of the files of a chart that was given by its path; one from a repository stays as it is under its version. */
  digest?: string;
  /** Taken from the cache because the repository didn't answer; why, in helm's words. */
  offline?: string;
}

/** Milliseconds that one run of helm may take. */
export const HELM_TIMEOUT_MS = 300_000;

/** Fetches a chart into the cache, or takes it from there when its repository doesn't answer. @throws RunbookError */
export async function findChart(helm: string, request: ChartRequest, cache: string): Promise<Chart> {
  const { chart, version } = request;
  if (isAbsolute(chart)) {
    const named = await describe(helm, chart, NO_CHART);
    return { path: chart, ...named, digest: await digestOf(chart) };
  }
  const oci = chart.startsWith('oci://');
  const origin = oci ? chart : `${request.repository} ${chart}`;
  const kept = join(cache, createHash('sha256').update(`${origin} ${version}`).digest('hex').slice(0, 16));
  await makeCacheFolder(kept, '6.1');
  // In the folder that takes the chart, so that it shows at once whether that may be written.
  const fresh = await makePartialFolder(kept, '6.1');
  const from = oci ? [chart] : [chart, `--repo=${request.repository}`];
  const flags = [`--version=${version}`, `--destination=${fresh}`];
  const pulled = await run(helm, ['pull', ...from, ...flags], { timeout: HELM_TIMEOUT_MS });
  // Beside what is there, so that another run that reads the old chart isn't disturbed.
  if (pulled.code === 0) for (const file of await readdir(fresh)) await rename(join(fresh, file), join(kept, file));
  await rm(fresh, { recursive: true, force: true });
  const path = await newestIn(kept);
  if (path === undefined) throw noChart(request, pulled);
  const offline = pulled.code === 0 ? {} : { offline: withoutUserinfo(pulled.stderr.trim()) };
  return { path, ...(await describe(helm, path, cached(path))), ...offline };
}

/** The chart that came last: a range of versions, or a tag, leads to another one with time. */
async function newestIn(folder: string): Promise<string | undefined> {
  const charts = (await readdir(folder)).filter((name) => name.endsWith('.tgz')).map((name) => join(folder, name));
  const dated = await Promise.all(charts.map(async (path) => ({ path, since: (await stat(path)).mtimeMs })));
  return dated.toSorted((a, b) => b.since - a.since)[0]?.path;
}

async function describe(helm: string, path: string, hint: Text): Promise<{ name: string; version: string }> {
  const shown = await run(helm, ['show', 'chart', path], { timeout: HELM_TIMEOUT_MS });
  if (shown.code !== 0) throw failed(shown, { ...READING, hint, exit: EXIT.preflight });
  const [document] = parseAllDocuments(shown.stdout);
  const { name, version } = (document?.toJS() ?? {}) as { name: string; version: string };
  return { name, version };
}

const READING = { section: '6.1', doing: text('Read the chart', '차트 읽기') };
const NO_CHART = text(
  "msteams.chart must name a chart: its name in msteams.repository, a chart's folder, a tgz or an oci:// address.",
  'msteams.chart에는 msteams.repository의 차트 이름, 차트 폴더, tgz, oci:// 주소 중 하나를 지정해야 합니다.',
);

function cached(path: string): Text {
  return text(`Delete ${path}; it is fetched again then.`, `${path}을(를) 삭제하면 다시 가져옵니다.`);
}

function noChart({ repository, chart, version }: ChartRequest, pulled: Finished): RunbookError {
  const doing = text(
    `Fetch the chart ${chart} ${version} from ${repository}`,
    `${repository}에서 차트 ${chart} ${version} 가져오기`,
  );
  const hint = text(
    'Set msteams.repository to a mirror that this machine reaches, or msteams.chart to a path, a tgz or an oci:// address.',
    'msteams.repository에 이 장비에서 접근 가능한 미러를, 또는 msteams.chart에 경로, tgz, oci:// 주소를 지정하십시오.',
  );
  return failed(pulled, { section: '6.1', doing, hint, exit: EXIT.preflight });
}
