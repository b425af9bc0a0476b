import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { KubeObject } from '../../lib/kubernetes/object.ts';
import { type Finished, run } from '../../lib/process/run.ts';

export const ROOT: string = fileURLToPath(new URL('../..', import.meta.url));
export const KUBECONFIG: string = join(ROOT, '.practice', 'kubeconfig');
/** The flags by which any command installs on the practice plane as `--practice` does. */
export const ON_PLANE: string[] = ['--answers', 'configs/answers/practice.yaml', '--kubeconfig', KUBECONFIG];

const BIN = join(ROOT, 'node_modules', '.bin');
const LIMIT_MS = 300_000;

/** Runs a command of the runbook as a person does. */
export function runbook(script: string, ...args: string[]): Promise<Finished> {
  return run(join(BIN, 'zx'), [`runbook/${script}`, ...args], { cwd: ROOT, timeout: LIMIT_MS });
}

/** kubectl on the plane; what it prints. @throws when it fails */
export async function kubectl(...args: string[]): Promise<string> {
  const done = await run('kubectl', ['--kubeconfig', KUBECONFIG, ...args], { timeout: LIMIT_MS });
  if (done.code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${done.stderr}`);
  return done.stdout;
}

/** Objects as kubectl reads them: `objects('-n', 'monitoring', 'pods')`. */
export async function objects(...args: string[]): Promise<KubeObject[]> {
  const parsed = JSON.parse(await kubectl('get', '--output=json', '--show-managed-fields', ...args)) as KubeObject & {
    items?: KubeObject[];
  };
  return parsed.items ?? [parsed];
}

/** One object. @throws when it isn't there */
export async function object(...args: string[]): Promise<KubeObject> {
  const [found] = await objects(...args);
  if (!found) throw new Error(`no object ${args.join(' ')}`);
  return found;
}

/** A value of a Secret in monitoring, decoded. */
export async function secretValue(name: string, key: string): Promise<Buffer> {
  const { data } = await object('-n', 'monitoring', 'secret', name);
  return Buffer.from((data as Record<string, string>)[key] ?? '', 'base64');
}

/** A plane with nothing installed. */
export async function freshPlane(): Promise<void> {
  for (const command of ['down', 'up']) {
    const done = await runbook('practice.mts', command);
    if (done.code !== 0) throw new Error(`practice ${command}: ${done.stderr}`);
  }
  await untilStill();
}

/** Waits until the controllers of a new plane have made what they make of themselves. */
async function untilStill(): Promise<void> {
  for (let tries = 0; tries < 30; tries++) {
    const before = await resourceVersions();
    await sleep(500);
    if ((await changedSince(before)).length === 0) return;
  }
  throw new Error('the plane does not come to rest');
}

/** A secret that `practice up` made. */
export function practiceSecret(name: string): string {
  return readFileSync(join(ROOT, '.practice', 'secrets', name), 'utf8').trim();
}

/** Kinds whose objects change by themselves; the API server frees addresses of Services in its own time. */
const RESTLESS =
  /^(events|leases|nodes|pods\.metrics|nodes\.metrics|componentstatuses|endpoints|endpointslices|ipaddresses)/;

/** resourceVersion of every object in the cluster that doesn't change by itself, by kind, namespace and name. */
export async function resourceVersions(): Promise<Map<string, string>> {
  const kinds = (await kubectl('api-resources', '--verbs=list', '--output=name'))
    .split('\n')
    .filter((kind) => kind && !RESTLESS.test(kind));
  const lists = await Promise.all(kinds.map((kind) => objects('--all-namespaces', kind)));
  return new Map(
    lists
      .flat()
      .map((each) => [
        `${each.kind} ${each.metadata.namespace ?? ''} ${each.metadata.name}`,
        String(each.metadata.resourceVersion),
      ]),
  );
}

/** What came, went or changed since; names a person can read. */
export async function changedSince(before: ReadonlyMap<string, string>): Promise<string[]> {
  const after = await resourceVersions();
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name));
}
