import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { causeOf } from '../errors.ts';
import { cacheFolder } from '../tools/search.ts';
import { openApi } from './api.ts';
import { fingerprint } from './fingerprint.ts';
import { nodeStates } from './health.ts';
import { HELM_URL } from './helm-repository.ts';
import { CLUSTER, type Home } from './home.ts';
import { ETCD_FOLDER, MASTER_USER } from './machines.ts';
import { certificatesOf, etcOf } from './master-folders.ts';
import { checksOf, partsOf } from './parts.ts';
import { type Plane, readPlane } from './plane.ts';
import { runningIn } from './processes.ts';
import type { Component, EtcdStatus, MasterStatus, Status } from './status-document.ts';

/** Reads the state of a plane; changes nothing. */
export async function statusOf(home: Home): Promise<Status> {
  const processes = runningIn(home);
  const plane = readPlane(home);
  const base = { home: home.folder, cache: cacheFolder(process.env), running: processes.length > 0 };
  if (!plane) return { ...base, healthy: false, problems: ['there is no plane; practice.mts up makes one'] };
  const problems = await problemsOf(plane);
  return {
    ...base,
    healthy: problems.length === 0,
    problems,
    mode: plane.mode,
    ...(await detailsOf(plane).catch(() => ({}))),
  };
}

async function problemsOf(plane: Plane): Promise<string[]> {
  const outcomes = await Promise.all(
    checksOf(plane).map(({ name, test }) =>
      test().then(
        () => [],
        (error) => [`${name}: ${causeOf(error)}`],
      ),
    ),
  );
  return outcomes.flat();
}

async function detailsOf(plane: Plane): Promise<Partial<Status>> {
  const { home } = plane;
  return {
    kubeconfig: home.kubeconfig,
    context: `kwok-${CLUSTER}`,
    sshConfig: home.sshConfig,
    helmRepository: HELM_URL,
    masters: mastersIn(plane),
    ...etcdIn(plane),
    components: componentsOf(plane),
    ...(await clusterDetails(home).catch(() => ({}))),
  };
}

async function clusterDetails(home: Home): Promise<Partial<Status>> {
  const api = await openApi(home, 2_000);
  try {
    const [version, states] = await Promise.all([api.request('GET', '/version'), nodeStates(api)]);
    const nodes = Object.entries(states).map(([name, ready]) => ({ name, ready }));
    return { server: api.server, version: String(version.body.gitVersion), nodes };
  } finally {
    api.close();
  }
}

function mastersIn({ home, mode, masters }: Plane): MasterStatus[] {
  return masters.map((master) => {
    const folderHere = certificatesOf(home, master);
    const publicKey = readFileSync(join(etcOf(home, master), 'ssh', 'ssh_host_ed25519_key.pub'), 'utf8');
    return {
      ...master,
      user: mode === 'namespace' ? MASTER_USER : userInfo().username,
      hostKeyFingerprint: fingerprint(publicKey),
      folder: mode === 'namespace' ? ETCD_FOLDER : folderHere,
      folderHere,
    };
  });
}

function etcdIn({ home, mode, masters }: Plane): Partial<Status> {
  const [first] = masters;
  if (!first) return {};
  const folder = certificatesOf(home, first);
  const etcd: EtcdStatus = {
    endpoints: masters.map(({ host }) => `https://${host}:2379`),
    ca: join(folder, 'ca.pem'),
    cert: join(folder, `node-${first.name}.pem`),
    key: join(folder, `node-${first.name}-key.pem`),
    reachable: mode === 'namespace',
  };
  return { etcd };
}

function componentsOf(plane: Plane): Component[] {
  const processes = runningIn(plane.home);
  const inCluster = join(plane.home.cluster, 'logs');
  return partsOf(plane).map((name) => {
    const pid = processes.find(({ part }) => part === name)?.pid;
    const own = /^(etcd$|kube-|kwok)/.test(name) ? inCluster : plane.home.logs;
    return {
      name,
      ...(pid !== undefined && { pid }),
      state: pid === undefined ? 'stopped' : 'running',
      log: join(own, `${name}.log`),
    };
  });
}
