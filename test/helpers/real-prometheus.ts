import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { parse, stringify } from 'yaml';
import { run } from '../../lib/process/run.ts';
import { findTool } from '../../lib/tools/find.ts';
import { KUBECONFIG, object, objects, secretValue } from './plane.ts';

/** A target as Prometheus tells of it. */
export interface Target {
  scrapePool: string;
  scrapeUrl: string;
  labels: Record<string, string>;
  health: string;
  lastError: string;
}

interface Job {
  job_name: string;
  kubernetes_sd_configs?: Record<string, unknown>[];
  tls_config?: Record<string, string>;
}

/** The configuration that the operator made for Prometheus. */
async function generatedConfig(): Promise<string> {
  return gunzipSync(await secretValue('prometheus-k8s', 'prometheus.yaml.gz')).toString();
}

/** What promtool says of the operator's configuration and of every rule it mounts; empty when all is well. */
export async function promtoolFindings(): Promise<string> {
  const { path } = await findTool('promtool');
  return inFolder(async (folder) => {
    const config = join(folder, 'prometheus.yaml');
    writeFileSync(config, await generatedConfig());
    const rules = await ruleFiles(folder);
    const checks = await Promise.all([
      run(path, ['check', 'config', '--syntax-only', config]),
      run(path, ['check', 'rules', ...rules]),
    ]);
    return checks
      .filter(({ code }) => code !== 0)
      .map(({ stdout, stderr }) => stdout + stderr)
      .join('\n');
  });
}

async function ruleFiles(folder: string): Promise<string[]> {
  const maps = await objects('-n', 'monitoring', 'configmaps', '-l', 'prometheus-name=k8s');
  const files = maps.flatMap(({ data }) => Object.entries((data ?? {}) as Record<string, string>));
  return files.map(([name, content]) => {
    const file = join(folder, name);
    writeFileSync(file, content);
    return file;
  });
}

/**
 * The etcd targets that a real Prometheus finds through the operator's configuration, after its first scrape of each.
 * Only etcd's jobs are kept: the addresses of all others are kwok's inventions.
 */
export async function etcdTargets(count: number): Promise<Target[]> {
  const { path } = await findTool('prometheus');
  return inFolder(async (folder) => {
    const port = await freePort();
    writeFileSync(join(folder, 'prometheus.yaml'), await localConfig(folder));
    const flags = [
      `--config.file=${join(folder, 'prometheus.yaml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ];
    const prometheus = spawn(path, flags, { stdio: ['ignore', 'ignore', 'pipe'] });
    try {
      return await targetsOf(`http://127.0.0.1:${port}`, count, prometheus);
    } finally {
      prometheus.kill('SIGKILL');
      if (prometheus.exitCode === null) await once(prometheus, 'exit');
    }
  });
}

async function targetsOf(url: string, count: number, { stderr }: ChildProcess): Promise<Target[]> {
  let log = '';
  stderr?.on('data', (chunk) => {
    log += chunk;
  });
  let found: Target[] = [];
  for (let tries = 0; tries < 120; tries++) {
    await sleep(500);
    const response = await fetch(`${url}/api/v1/targets?state=active`).catch(() => undefined);
    if (!response?.ok) continue;
    found = ((await response.json()) as { data: { activeTargets: Target[] } }).data.activeTargets;
    if (found.length >= count && found.every(({ health }) => health !== 'unknown')) return found;
  }
  throw new Error(`Prometheus found ${JSON.stringify(found)}\n${log}`);
}

/** The configuration with etcd's jobs only, reading the API and the certificates from here. */
async function localConfig(folder: string): Promise<string> {
  // The config-reloader fills this in from the pod's environment.
  const generated = (await generatedConfig()).replaceAll('$(SHARD)', '0');
  const { scrape_configs: jobs, global } = parse(generated) as { scrape_configs: Job[]; global: object };
  const assets = await assetFolder(folder);
  const ours = jobs.filter(({ job_name }) => job_name.includes('etcd'));
  const local = ours.map((job) => ({
    ...job,
    scrape_interval: '2s',
    scrape_timeout: '2s',
    kubernetes_sd_configs: job.kubernetes_sd_configs?.map((config) => ({ ...config, kubeconfig_file: KUBECONFIG })),
    ...(job.tls_config && { tls_config: withFiles(job.tls_config, assets) }),
  }));
  return stringify({ global, scrape_configs: local });
}

function withFiles(tls: Record<string, string>, folder: string): Record<string, string> {
  const local = ([key, value]: [string, string]) => [
    key,
    key.endsWith('_file') ? join(folder, value.replace(/^.*\//, '')) : value,
  ];
  return Object.fromEntries(Object.entries(tls).map(local));
}

async function assetFolder(folder: string): Promise<string> {
  const assets = join(folder, 'assets');
  mkdirSync(assets, { mode: 0o700 });
  const { data } = await object('-n', 'monitoring', 'secret', 'prometheus-k8s-tls-assets-0');
  for (const [name, value] of Object.entries((data ?? {}) as Record<string, string>))
    writeFileSync(join(assets, name), Buffer.from(value, 'base64'), { mode: 0o600 });
  return assets;
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'prometheus-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
