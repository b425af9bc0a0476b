import { setTimeout as sleep } from 'node:timers/promises';
import { RunbookError } from '../errors.ts';
import { ApiError } from '../kubernetes/api-error.ts';
import type { Client } from '../kubernetes/client.ts';
import type { JsonMap } from '../kubernetes/object.ts';
import { text } from '../text.ts';

const PAUSE_MS = 100;

/**
 * Waits until the API serves what CRDs define, which is what Established is for; the CRDs themselves are too large to
 * watch. `names` are CRD names such as prometheuses.monitoring.coreos.com.
 * @throws RunbookError of section 5.2 with the conditions of those that aren't served in time.
 */
export async function waitUntilServed(
  client: Client,
  names: readonly string[],
  timeoutMs: number,
  signal: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (let left = names; left.length > 0; ) {
    left = await unserved(client, left);
    if (left.length > 0 && Date.now() > deadline)
      throw notEstablished(await Promise.all(left.map((name) => conditions(client, name))));
    if (left.length > 0) await sleep(PAUSE_MS, undefined, { signal });
  }
  client.rediscover();
}

async function unserved(client: Client, names: readonly string[]): Promise<string[]> {
  const groups = new Set(names.map(groupOfCrd));
  const served = await Promise.all([...groups].map((group) => servedNames(client, group)));
  const all = new Set(served.flat());
  return names.filter((name) => !all.has(name));
}

async function servedNames(client: Client, group: string): Promise<string[]> {
  const found = await readOr404(client, `/apis/${group}`);
  const versions = (found?.versions ?? []) as unknown as { groupVersion: string }[];
  const lists = await Promise.all(versions.map(({ groupVersion }) => readOr404(client, `/apis/${groupVersion}`)));
  return lists.flatMap((list) =>
    ((list?.resources ?? []) as unknown as { name: string }[]).map(({ name }) => `${name}.${group}`),
  );
}

async function readOr404(client: Client, path: string): Promise<JsonMap | undefined> {
  return client.read(path).catch((error) => {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  });
}

function groupOfCrd(name: string): string {
  return name.slice(name.indexOf('.') + 1);
}

async function conditions(client: Client, name: string): Promise<string> {
  const live = await client.get({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name },
  });
  const all = ((live?.status as JsonMap | undefined)?.conditions ?? []) as unknown as {
    type: string;
    status: string;
    message: string;
  }[];
  const bad = all.filter(({ status }) => status !== 'True').map(({ type, message }) => `${type}: ${message}`);
  return `${name}: ${bad.join('; ') || 'not served'}`;
}

function notEstablished(causes: string[]): RunbookError {
  return new RunbookError({
    section: '5.2',
    doing: text('Wait until the API serves the CRDs', 'API가 CRD를 제공할 때까지 대기'),
    causes,
  });
}
