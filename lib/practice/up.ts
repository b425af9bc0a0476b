import { type Text, text } from '../text.ts';
import type { Report } from '../tools/report.ts';
import { openApi } from './api.ts';
import { applyCertManagerCrds, findCertManagerCrds } from './cert-manager.ts';
import { clusterUp } from './cluster.ts';
import { companionsUp } from './companions.ts';
import { furnish } from './furnish.ts';
import { apiReady, nodesReady } from './health.ts';
import { packageCharts } from './helm-repository.ts';
import type { Home } from './home.ts';
import { demandLinux, missingTools, possibleMode } from './machine.ts';
import { makeMasters } from './master-folders.ts';
import { mastersUp } from './masters.ts';
import { networkUp } from './network.ts';
import { demandHelmPort, demandNoOther } from './others.ts';
import { install } from './packages.ts';
import { COMPANIONS, checksOf } from './parts.ts';
import { demandOwner, openPlane, type Plane, readPlane } from './plane.ts';
import { endParts } from './processes.ts';
import { makeSecrets } from './secrets.ts';
import { findTools, type PlaneTools } from './tools.ts';
import { until } from './wait.ts';

/** Brings the plane up, or what is missing of it: every part is made only where it isn't there. */
export async function raise(home: Home, report: Report): Promise<Plane> {
  demandLinux();
  demandOwner(home);
  demandNoOther(home);
  await demandHelmPort(home);
  // First what may fail because of the machine: then no plane is on record that was never made.
  const lacked = missingTools(readPlane(home)?.mode ?? possibleMode());
  if (lacked.length > 0) await install(lacked, report);
  const plane = openPlane(home);
  await endParts(home, ['kwokctl', 'tools']);
  const tools = await findTools(plane.mode, { report, unreachable: new Set() });
  await raiseMasters(plane, tools, report);
  await raiseCluster(plane, tools, report);
  await report.during(text('controllers and helm repository', '컨트롤러와 helm 저장소'), async () => {
    await packageCharts(home, tools.helm.path);
    await companionsUp(home, tools);
  });
  await report.during(text('everything ready', '전체 준비 확인'), () => ready(plane));
  return plane;
}

async function raiseMasters({ home, mode, masters }: Plane, tools: PlaneTools, report: Report): Promise<void> {
  const paths = mapPaths(tools);
  await report.during(text('masters: sshd and etcd', '마스터: sshd와 etcd'), async () => {
    await makeSecrets(home);
    const made = await makeMasters(home, paths, masters, mode);
    const linked = mode === 'namespace' && (await networkUp(paths.ip, home, masters));
    if (made || linked)
      await endParts(
        home,
        masters.flatMap(({ name }) => [`etcd-${name}`, `sshd-${name}`]),
      );
    mastersUp(home, paths, masters, mode);
  });
}

async function raiseCluster({ home }: Plane, tools: PlaneTools, report: Report): Promise<void> {
  const crds = await findCertManagerCrds(report);
  await report.during(text('cluster', '클러스터'), async () => {
    const state = await clusterUp(home, tools);
    if (state === 'created') await endParts(home, [...COMPANIONS, 'prometheus-operator']);
    const api = await openApi(home);
    try {
      await until(CLUSTER, 60_000, () => apiReady(api));
      await furnish(api);
      await applyCertManagerCrds(api, crds);
      await until(CLUSTER, 60_000, () => nodesReady(api));
    } finally {
      api.close();
    }
  });
}

const CLUSTER: Text = text('Waiting for the cluster', '클러스터 대기');

async function ready(plane: Plane): Promise<void> {
  const doing = (name: string) => text(`Waiting for ${name} of the practice plane`, `연습 환경의 ${name} 대기`);
  await Promise.all(checksOf(plane).map(({ name, test }) => until(doing(name), 30_000, test)));
}

function mapPaths(tools: PlaneTools): Record<keyof PlaneTools, string> {
  return Object.fromEntries(Object.entries(tools).map(([name, { path }]) => [name, path])) as Record<
    keyof PlaneTools,
    string
  >;
}
