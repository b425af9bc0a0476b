import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Chart } from '../helm/chart.ts';
import { failed } from '../helm/failed.ts';
import type { PulledImage } from '../images/pulled.ts';
import { run } from '../process/run.ts';
import { carriedFile, ORIGIN_FILE } from '../stack/carried.ts';
import { stackFiles } from '../stack/files.ts';
import type { Stack } from '../stack.ts';
import { text } from '../text.ts';
import { type Described, describe } from './describe.ts';
import { type Entry, entriesOf } from './entry.ts';
import { moduleEntries, nodeBinary } from './modules.ts';
import { ownEntries } from './own-files.ts';
import { readme } from './readme.ts';
import { script } from './script.ts';

/** What a bundle is made of, all of it on this machine already. */
export interface Parts {
  /** The checkout. */
  root: string;
  kubectl: string;
  helm: string;
  stack: Stack;
  chart?: Chart;
  images: readonly PulledImage[];
}

/** Every file of a bundle, but the sums. `folder` takes what has to be made first. @throws RunbookError (exit 3) */
export async function bundleEntries(parts: Parts, folder: string): Promise<Entry[]> {
  const { root, stack, chart, images } = parts;
  const packed = chart && (await packedChart(parts.helm, chart, folder));
  const described = describe(stack, chart);
  const words = (path: string, content: string): Entry => ({ path, from: { content } });
  const binary = (name: string, file: string): Entry => ({ path: `bin/${name}`, from: { file }, executable: true });
  return [
    { ...words('runbook', script(packed ? { chart: basename(packed) } : {})), executable: true },
    words('README.md', readme(described)),
    words('bundle.json', `${JSON.stringify(described, null, 2)}\n`),
    words('images.txt', images.map(({ source }) => `${source}\n`).join('')),
    binary('node', nodeBinary(root)),
    binary('kubectl', parts.kubectl),
    binary('helm', parts.helm),
    ...(packed ? [{ path: `chart/${basename(packed)}`, from: { file: packed } }] : []),
    ...(await ownEntries(root, 'app')),
    ...(await moduleEntries(root, 'app')),
    ...(await stackEntries(stack, described.stack)),
  ];
}

async function stackEntries({ origin: { directory } }: Stack, record: Described['stack']): Promise<Entry[]> {
  const file = { path: `stack/${ORIGIN_FILE}`, from: { content: await carriedFile(directory, record) } };
  const taken = (await stackFiles(directory)).map(
    (path): Entry => ({ path: `stack/${path}`, from: { file: join(directory, path) } }),
  );
  const license = await entriesOf(directory, 'stack', (file) => file === 'LICENSE');
  return [file, ...license, ...taken];
}

/** The chart as one file; a folder is packed by helm. */
async function packedChart(helm: string, { path }: Chart, folder: string): Promise<string> {
  if (path.endsWith('.tgz')) return path;
  const destination = join(folder, 'chart');
  const done = await run(helm, ['package', path, `--destination=${destination}`]);
  const [file] = done.code === 0 ? await readdir(destination) : [];
  if (file) return join(destination, file);
  throw failed(done, { section: '6.1', doing: text(`Pack the chart ${path}`, `차트 ${path} 패키징`) });
}
