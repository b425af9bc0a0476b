import { openApi } from './api.ts';
import { CONTROL_PLANE } from './cluster.ts';
import { apiReady, etcdHealthy, nodesReady, repositoryServes, sshGreets } from './health.ts';
import type { Plane } from './plane.ts';
import { runningIn } from './processes.ts';

/** Our own node processes and the controllers, beside the cluster and the masters. */
export const COMPANIONS = ['cert-manager', 'operator-pod', 'helm-repository'] as const;

/** Every process that a healthy plane has. */
export function partsOf({ masters }: Plane): string[] {
  return [...CONTROL_PLANE, ...masters.flatMap(({ name }) => [`etcd-${name}`, `sshd-${name}`]), ...COMPANIONS];
}

export interface Check {
  name: string;
  /** Throws what is wrong. */
  test: () => Promise<void>;
}

/** What has to hold in a healthy plane. */
export function checksOf(plane: Plane): Check[] {
  const { home, masters } = plane;
  return [
    { name: 'processes', test: async () => processesRun(plane) },
    { name: 'cluster', test: async () => clusterServes(plane) },
    ...masters.map((master) => ({ name: `${master.name} ssh`, test: () => sshGreets(master) })),
    ...masters.map((master) => ({ name: `${master.name} etcd`, test: () => etcdHealthy(home, master) })),
    { name: 'helm repository', test: repositoryServes },
  ];
}

function processesRun(plane: Plane): void {
  const there = new Set(runningIn(plane.home).map(({ part }) => part));
  const absent = partsOf(plane).filter((part) => !there.has(part));
  if (absent.length > 0) throw new Error(`not running: ${absent.join(', ')}`);
}

async function clusterServes({ home }: Plane): Promise<void> {
  const api = await openApi(home, 2_000);
  try {
    await apiReady(api);
    await nodesReady(api);
  } finally {
    api.close();
  }
}
