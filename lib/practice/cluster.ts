import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RunbookError } from '../errors.ts';
import { type Text, text } from '../text.ts';
import type { FoundTool } from '../tools/look.ts';
import { SOURCES } from '../tools/table.ts';
import { CLUSTER, type Home } from './home.ts';
import { OUTSIDE } from './machines.ts';
import { endParts, marked, type Running, runningIn } from './processes.ts';
import { run } from './run.ts';

/** The programs that kwokctl starts. */
export const CONTROL_PLANE = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kwok-controller',
] as const;

export type ClusterTool =
  | 'kubectl'
  | 'etcd'
  | 'kube-apiserver'
  | 'kube-controller-manager'
  | 'kube-scheduler'
  | 'kwok'
  | 'kwokctl';
export type ClusterTools = Record<ClusterTool, FoundTool>;

const created = (home: Home) => join(home.kwok, 'created');

/** Makes the cluster, or starts what is missing of it. */
export async function clusterUp(home: Home, tools: ClusterTools): Promise<'created' | 'started' | 'running'> {
  await endParts(home, ['kwokctl']);
  if (!isCreated(home)) {
    await create(home, tools);
    return 'created';
  }
  const missing = missingParts(runningIn(home));
  if (missing.length === 0) return 'running';
  // A number left in a file may belong to another process by now; kwokctl would take that one for its own.
  for (const part of missing) await rm(join(home.cluster, 'pids', `${part}.pid`), { force: true });
  await kwokctl(home, tools, text('Starting the cluster', '클러스터 시작'), ['start', 'cluster']);
  return 'started';
}

/** Which of the cluster's programs don't run. */
function missingParts(processes: readonly Running[]): string[] {
  return CONTROL_PLANE.filter((part) => !processes.some((one) => one.part === part));
}

function isCreated(home: Home): boolean {
  return existsSync(created(home)) && existsSync(home.kubeconfig);
}

async function create(home: Home, tools: ClusterTools): Promise<void> {
  await endParts(home, CONTROL_PLANE);
  await rm(home.kwok, { recursive: true, force: true });
  await mkdir(home.kwok, { recursive: true });
  const config = join(home.kwok, 'kwokctl.yaml');
  await writeFile(config, JSON.stringify(clusterConfig(tools), null, 2));
  const kubeconfig = ['--kubeconfig', home.kubeconfig];
  const doing = text('Creating the cluster with kwokctl', 'kwokctl로 클러스터 생성');
  await kwokctl(home, tools, doing, ['create', 'cluster', '--config', config, ...kubeconfig, '--wait', '60s']);
  await writeFile(created(home), '');
}

async function kwokctl(home: Home, tools: ClusterTools, doing: Text, args: string[]): Promise<void> {
  const env = marked(home, 'kwokctl', { KWOK_WORKDIR: home.kwok });
  try {
    await run(doing, tools.kwokctl.path, [...args, '--name', CLUSTER], { env, timeout: 90_000 });
  } catch (cause) {
    const dead = missingParts(runningIn(home));
    if (dead.length === 0) throw cause;
    const causes = dead.map((part) => `${part}: ${lastLine(join(home.cluster, 'logs', `${part}.log`))}`);
    throw new RunbookError({ doing, causes }, { cause });
  }
}

function lastLine(log: string): string {
  return existsSync(log) ? (readFileSync(log, 'utf8').trim().split('\n').at(-1) ?? '') : 'not started';
}

/** There is one of each: with an election it would end itself whenever the machine stands still for some seconds. */
const ALONE = { key: 'leader-elect', value: 'false' };

/** What kwokctl makes the cluster from: our binaries, and nothing that listens beyond loopback. */
export function clusterConfig(tools: ClusterTools): object {
  return {
    apiVersion: 'config.kwok.x-k8s.io/v1alpha1',
    kind: 'KwokctlConfiguration',
    options: {
      runtime: 'binary',
      bindAddress: '127.0.0.1',
      kubeVersion: SOURCES['kube-apiserver'].version,
      etcdBinary: tools.etcd.path,
      kubeApiserverBinary: tools['kube-apiserver'].path,
      kubeControllerManagerBinary: tools['kube-controller-manager'].path,
      kubeSchedulerBinary: tools['kube-scheduler'].path,
      kwokControllerBinary: tools.kwok.path,
      kubectlBinary: tools.kubectl.path,
    },
    componentsPatches: [
      // Left to itself, the API server doesn't start on a machine without a default route.
      { name: 'kube-apiserver', extraArgs: [{ key: 'advertise-address', value: OUTSIDE }] },
      {
        name: 'kube-controller-manager',
        extraArgs: [{ key: 'enable-hostpath-provisioner', value: 'true' }, ALONE],
      },
      { name: 'kube-scheduler', extraArgs: [ALONE] },
    ],
  };
}
