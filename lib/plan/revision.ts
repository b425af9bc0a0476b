import { randomBytes } from 'node:crypto';
import type { Resolved, Wanted } from '../desired.ts';
import type { Client } from '../kubernetes/client.ts';
import { type KubeObject, keyOf } from '../kubernetes/object.ts';
import { fieldAt, withField } from '../manifests/field.ts';
import type { Change } from './change.ts';
import { referredTo } from './referred.ts';

/**
 * On an object whose content pods read at their start only: made anew, at random, whenever the content changes. A hash
 * of the content would do as well, were it not for passwords, which could be guessed from it.
 */
const REVISION = ['metadata', 'annotations', 'tks-runbook/revision'];
/** On the template of such pods: the revisions that they were started with. */
const REVISIONS = ['spec', 'template', 'metadata', 'annotations', 'tks-runbook/revisions'];

/** Planned changes of objects with revisions, by their key. */
export type Revised = ReadonlyMap<string, Promise<Change>>;

/** Plans every object that has a revision; `plan` plans one as if it had none. */
export function planRevised(
  client: Client,
  resolved: readonly Resolved[],
  plan: (wanted: Wanted) => Promise<Change>,
): Revised {
  const wanted = resolved.flatMap((each) => each.wanted.filter(({ restarts }) => restarts));
  return new Map(wanted.map((each) => [keyOf(each.object), planOne(client, each, plan)]));
}

/**
 * The object with the revision that it has or shall have. Both writes, this one's and that of what refers to it, get
 * the same: ended between them, the next run still sees that the second is missing.
 */
async function planOne(client: Client, wanted: Wanted, plan: (wanted: Wanted) => Promise<Change>): Promise<Change> {
  const live = await client.getMetadata(wanted.object);
  const known = revisionOf(live);
  const change = await plan(revised(wanted, known ?? newRevision()));
  const isNew = change.differences.some(({ path: [root] }) => root === 'data');
  if (known !== undefined && isNew) return withRevision(change, known, newRevision());
  const isMissing = known === undefined && change.action === 'unchanged';
  return isMissing ? withRevision({ ...change, action: 'update' }, undefined, newRevision()) : change;
}

/** The workload with the revisions of what its pods refer to; the very same where nothing of that has one. */
export async function withRevisions(client: Client, wanted: Wanted, planned: Revised): Promise<Wanted> {
  const keys = referredTo(wanted.object);
  if (keys.length === 0) return wanted;
  const before = started(await client.get(wanted.object));
  const concerned = keys.filter((key) => planned.has(key) || before.includes(key));
  const found = await Promise.all(concerned.map(async (key) => [key, await current(client, key, planned)] as const));
  const known = found.filter(([, revision]) => revision !== undefined).sort(([a], [b]) => (a < b ? -1 : 1));
  if (known.length === 0) return wanted;
  const value = known.map(([key, revision]) => `${key}=${revision}`).join(',');
  return { ...wanted, object: withField(wanted.object, REVISIONS, value) };
}

/** Of an object that isn't planned, the revision that it has; one that can't be planned is told elsewhere. */
function current(client: Client, key: string, planned: Revised): Promise<string | undefined> {
  const change = planned.get(key);
  if (change)
    return change.then(
      ({ object }) => revisionOf(object),
      () => undefined,
    );
  const [kind = '', namespace = '', name = ''] = key.split('/');
  return client.getMetadata({ apiVersion: 'v1', kind, metadata: { name, namespace } }).then(revisionOf);
}

/** The keys of what a running workload's pods were started with. */
function started(live: KubeObject | undefined): string[] {
  const value = fieldAt(live, ...REVISIONS);
  return typeof value === 'string' ? value.split(',').map((part) => part.split('=', 1)[0] ?? '') : [];
}

function revised(wanted: Wanted, revision: string): Wanted {
  const { object, complete } = wanted;
  return {
    ...wanted,
    object: withField(object, REVISION, revision),
    ...(complete && {
      complete: async (ports, live) => withField(await complete(ports, live), REVISION, revision),
    }),
  };
}

function withRevision(change: Change, before: string | undefined, after: string): Change {
  const { object, complete, differences } = change;
  return {
    ...change,
    object: withField(object, REVISION, after),
    differences: [...differences, { path: REVISION, before, after }],
    ...(complete && { complete: async () => withField(await complete(), REVISION, after) }),
  };
}

function revisionOf(object: KubeObject | undefined): string | undefined {
  const value = fieldAt(object, ...REVISION);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function newRevision(): string {
  return randomBytes(6).toString('hex');
}
