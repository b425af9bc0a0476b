import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError, asRunbookError } from '../kubernetes/api-error.ts';
import type { Client } from '../kubernetes/client.ts';
import { type KubeObject, keyOf, nameOf } from '../kubernetes/object.ts';
import { backoff } from '../kubernetes/retry.ts';
import { text } from '../text.ts';
import { becomesReady, notReady } from './condition.ts';

/** An object that is awaited, and why it isn't ready yet. */
export interface Waiting {
  object: KubeObject;
  reason: string;
}

export interface WaitOptions {
  timeoutMs: number;
  signal: AbortSignal;
  /** Called whenever what is still awaited has changed. */
  progress?: (left: readonly Waiting[]) => void;
}

/**
 * Waits by watch until every object is ready, all at once.
 * @returns those that weren't when the time was up, with the reason last seen; empty when all are ready.
 * @throws RunbookError when the API refuses to tell; what passes by itself, such as an API server that starts again, is sat out.
 */
export async function waitForAll(
  client: Client,
  objects: readonly KubeObject[],
  options: WaitOptions,
): Promise<Waiting[]> {
  const { timeoutMs, signal, progress } = options;
  const awaited = objects.filter(({ kind }) => becomesReady(kind));
  const left = new Map(awaited.map((object) => [keyOf(object), { object, reason: 'not there yet' }]));
  const over = new AbortController();
  const end = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs), over.signal]);
  const saw = (live: KubeObject) => {
    const key = keyOf(live);
    const before = left.get(key);
    if (!before) return;
    const reason = notReady(live);
    if (reason === undefined) left.delete(key);
    else left.set(key, { object: before.object, reason });
    if (reason !== before.reason) progress?.([...left.values()]);
  };
  const ended = new Promise<void>((resolve) => end.addEventListener('abort', () => resolve()));
  try {
    const all = [...groups(awaited).values()].map((group) => follow(client, group, left, saw, end));
    await Promise.race([Promise.all(all), ended]);
  } finally {
    // When one group fails, the others stop as well.
    over.abort();
  }
  signal.throwIfAborted();
  return [...left.values()];
}

function groups(objects: readonly KubeObject[]): Map<string, KubeObject[]> {
  return Map.groupBy(objects, ({ apiVersion, kind, metadata }) => `${apiVersion} ${kind} ${metadata.namespace ?? ''}`);
}

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

// The list says what is ready already, the watch what becomes ready since; when a watch ends, the list comes again.
async function follow(
  client: Client,
  group: readonly KubeObject[],
  left: ReadonlyMap<string, Waiting>,
  saw: (live: KubeObject) => void,
  end: AbortSignal,
): Promise<void> {
  const open = () => group.some((object) => left.has(keyOf(object)));
  for (let attempt = 0; open() && !end.aborted; attempt++) {
    const from = Date.now();
    try {
      await look(client, group, open, saw, end);
    } catch (error) {
      if (!end.aborted && !isPassing(error)) throw asRunbookError(error, WAITING, { section: '5.4' });
    }
    // A watch that lasted ended in due time; one that ends at once would hammer the API.
    if (Date.now() - from > LONGEST_PAUSE_MS) attempt = 0;
    if (open())
      await sleep(backoff(attempt, FIRST_PAUSE_MS, LONGEST_PAUSE_MS), undefined, { signal: end }).catch(() => {});
  }
}

async function look(
  client: Client,
  [first = missing()]: readonly KubeObject[],
  open: () => boolean,
  saw: (live: KubeObject) => void,
  end: AbortSignal,
): Promise<void> {
  const { apiVersion, kind, metadata } = first;
  const where = metadata.namespace ? { namespace: metadata.namespace } : {};
  const { items, resourceVersion } = await client.list(apiVersion, kind, where);
  items.forEach(saw);
  if (!open()) return;
  const enough = new AbortController();
  try {
    const signal = AbortSignal.any([end, enough.signal]);
    for await (const { type, object } of client.watch(apiVersion, kind, where, resourceVersion, signal)) {
      if (type === 'ADDED' || type === 'MODIFIED') saw(object);
      if (type === 'ERROR' || !open()) return;
    }
  } finally {
    enough.abort();
  }
}

// 410: the version to watch from is gone already; a list brings a new one. 429 and 5xx: the API is busy or starts
// again. A cut connection likewise.
function isPassing(error: unknown): boolean {
  if (error instanceof ApiError) return error.status === 410 || error.status === 429 || error.status >= 500;
  return error instanceof Error && 'code' in error;
}

const WAITING = text('Wait until everything works', '모두 동작할 때까지 대기');

function missing(): never {
  throw new Error('an empty group is never followed');
}

/** How a person reads what is awaited. */
export function showWaiting({ object, reason }: Waiting): string {
  return `${nameOf(object)}: ${reason}`;
}
