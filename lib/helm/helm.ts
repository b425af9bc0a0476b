import { join } from 'node:path';
import type { JsonMap, KubeObject } from '../kubernetes/object.ts';
import type { Connection } from '../kubernetes/proxy.ts';
import { run } from '../process/run.ts';
import { shellLine } from '../process/shell-words.ts';
import { text } from '../text.ts';
import { type Chart, type ChartRequest, findChart, HELM_TIMEOUT_MS } from './chart.ts';
import { type Doing, failed } from './failed.ts';
import { described, newestOf, objectsIn, type Release } from './release.ts';

export type { Chart, ChartRequest } from './chart.ts';
export type { Release } from './release.ts';

/** helm 3 or 4, as section 6 uses it; each call rejects with RunbookError in helm's own words. */
export interface Helm {
  chart(request: ChartRequest): Promise<Chart>;
  release(name: string): Promise<Release | undefined>;
  /** Installs or upgrades; values go by stdin, since they may hold secrets. */
  upgrade(name: string, chart: Chart, values: JsonMap): Promise<void>;
  /** Back to the revision before, after an upgrade that was cut off. */
  rollback(name: string): Promise<void>;
  uninstall(name: string): Promise<void>;
  /** The objects of the release as it was last rendered. */
  objects(name: string): Promise<KubeObject[]>;
  /** Those of them that aren't in the cluster any more. */
  missing(name: string): Promise<KubeObject[]>;
  /** What a person types to do the same to a release by hand, against this cluster. */
  commandLine(command: 'rollback' | 'uninstall', name: string): string;
}

export interface HelmOptions {
  /** Finds helm's binary, the first time that it is needed. */
  helm: () => Promise<string>;
  /** Whether an object is in the cluster. */
  exists: (object: KubeObject) => Promise<boolean>;
  connection: Connection;
  namespace: string;
  /** Folder for charts. */
  cache: string;
}

const READING: Doing = { section: '6.3', doing: text('Read the helm release', 'helm 릴리스 조회') };
const INSTALLING: Doing = { section: '6.3', doing: text('Install the helm release', 'helm 릴리스 배포') };
const ROLLING_BACK: Doing = { section: '6.4', doing: text('Roll the helm release back', 'helm 릴리스 롤백') };
const DELETING: Doing = { section: '6.5', doing: text('Delete the helm release', 'helm 릴리스 삭제') };

/** helm against one cluster and namespace. */
export function createHelm({ helm, exists, connection, namespace, cache }: HelmOptions): Helm {
  const { kubeconfig, context } = connection;
  const where = [
    `--namespace=${namespace}`,
    ...(kubeconfig ? [`--kubeconfig=${kubeconfig}`] : []),
    ...(context ? [`--kube-context=${context}`] : []),
  ];
  const call = async (args: string[], input = '') =>
    run(await helm(), [...args, ...where], { timeout: HELM_TIMEOUT_MS, input });
  const ask = async (what: Doing, args: string[], input?: string) => {
    const done = await call(args, input);
    if (done.code !== 0) throw failed(done, what);
    return done.stdout;
  };
  const objects = async (name: string) => objectsIn(await ask(READING, ['get', 'manifest', name]), namespace);
  const charts = new Map<string, Promise<Chart>>();
  return {
    // Two steps ask for the same chart.
    chart: (request) => {
      const key = JSON.stringify(request);
      const chart = charts.get(key) ?? helm().then((path) => findChart(path, request, join(cache, 'charts')));
      charts.set(key, chart);
      return chart;
    },
    release: async (name) => {
      // Of the commands that tell the status, this one takes and gives the same in helm 3 and 4; `list` does not.
      const history = await call(['history', name, '--max=1', '--output=json']);
      if (history.code !== 0 && history.stderr.includes('release: not found')) return undefined;
      if (history.code !== 0) throw failed(history, READING);
      const newest = newestOf(history.stdout);
      if (!newest) return undefined;
      const values = await ask(READING, ['get', 'values', name, '--output=json']);
      return { ...newest, values: (JSON.parse(values) ?? {}) as JsonMap };
    },
    upgrade: async (name, { path, digest }, values) => {
      const note = digest ? [`--description=${described(digest)}`] : [];
      const args = ['upgrade', '--install', name, path, '--values=-', '--history-max=10', ...note];
      await ask(INSTALLING, args, JSON.stringify(values));
    },
    rollback: async (name) => {
      await ask(ROLLING_BACK, ['rollback', name]);
    },
    uninstall: async (name) => {
      await ask(DELETING, ['uninstall', name, '--ignore-not-found']);
    },
    objects,
    missing: async (name) => {
      const all = await objects(name);
      const there = await Promise.all(all.map(exists));
      return all.filter((_, i) => !there[i]);
    },
    commandLine: (command, name) => shellLine(['helm', command, name, ...where]),
  };
}
