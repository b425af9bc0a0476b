import { readdirSync, readlinkSync, rmdirSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { lookFor } from '../tools/look.ts';
import { type Api, openApi } from './api.ts';
import type { Home } from './home.ts';
import { NAMESPACE } from './machines.ts';
import { networkDown, networkOwner } from './network.ts';
import { removeOurPolicy } from './packages.ts';
import { demandOwner } from './plane.ts';
import { kill, running, runningIn, withChildren } from './processes.ts';

/** Where the controller-manager's host-path provisioner puts volumes; the place is fixed in it. */
const VOLUMES = '/tmp/hostpath_pv';

/** Ends every process of the plane and removes all that it left on this machine. Whatever state it is in. */
export async function remove(home: Home): Promise<void> {
  demandOwner(home);
  const volumes = await volumesOf(home).catch(() => []);
  await kill(() => withChildren(runningIn(home).map(({ pid }) => pid)));
  await removeNetwork(home);
  const others = running().some((one) => one.home !== home.folder);
  removeVolumes(others ? volumes : everyVolume());
  removeOurPolicy();
  await rm(home.folder, { recursive: true, force: true, maxRetries: 3 });
}

async function removeNetwork(home: Home): Promise<void> {
  const ip = lookFor('ip')?.path;
  if (!ip || process.getuid?.() !== 0) return;
  const owner = networkOwner();
  const others = running().some((one) => one.home !== home.folder);
  if (owner === undefined ? others : owner !== home.folder) return;
  await kill(inNamespace);
  await networkDown(ip);
}

/** The processes in the masters' namespace: sessions of ssh, and what they started. */
function inNamespace(): number[] {
  try {
    const { ino } = statSync(`/run/netns/${NAMESPACE}`);
    return readdirSync('/proc')
      .filter((name) => /^[0-9]+$/.test(name))
      .map(Number)
      .filter((pid) => networkOf(pid) === ino);
  } catch {
    return [];
  }
}

function networkOf(pid: number): number | undefined {
  try {
    return Number(/\d+/.exec(readlinkSync(`/proc/${pid}/ns/net`))?.[0]);
  } catch {
    return undefined;
  }
}

interface VolumeList {
  items?: { spec: { hostPath?: { path: string } } }[];
}

async function volumesOf(home: Home): Promise<string[]> {
  const api: Api = await openApi(home, 2_000);
  try {
    const { items = [] } = (await api.request('GET', '/api/v1/persistentvolumes')).body as VolumeList;
    return items.flatMap(({ spec }) => spec.hostPath?.path ?? []).filter((path) => path.startsWith(`${VOLUMES}/`));
  } finally {
    api.close();
  }
}

function everyVolume(): string[] {
  try {
    return readdirSync(VOLUMES).map((name) => `${VOLUMES}/${name}`);
  } catch {
    return [];
  }
}

/** Removes volumes that are empty, as all are that no real pod ever wrote to. */
function removeVolumes(folders: readonly string[]): void {
  for (const folder of [...folders, VOLUMES]) {
    try {
      rmdirSync(folder);
    } catch {
      // Not empty, not ours or gone: it stays as it is.
    }
  }
}
