import { EXIT, RunbookError } from '../errors.ts';
import { handover } from '../kubernetes/adopt.ts';
import { ApiError } from '../kubernetes/api-error.ts';
import type { Client } from '../kubernetes/client.ts';
import { type Difference, differences, showPath } from '../kubernetes/compare.ts';
import { type KubeObject, keyOf, nameOf } from '../kubernetes/object.ts';
import type { Change } from '../plan/change.ts';
import { type Text, text } from '../text.ts';

/** How often an object may change under our hands, by its controllers, before we give up. */
const TRIES = 5;

/**
 * Writes one planned change, and nothing else: what has changed since the plan isn't overwritten.
 * @returns the object as the server then has it.
 * @throws RunbookError (exit 5) when somebody changed it since the plan, ApiError when the server refuses.
 */
export async function applyChange(client: Client, change: Change): Promise<KubeObject> {
  const object = change.complete ? await change.complete() : change.object;
  if (keyOf(object) !== keyOf(change.object))
    throw new Error(`completing ${nameOf(change.object)} made another object`);
  if (change.action === 'delete') return removeObject(client, change);
  if (change.action === 'create')
    return client.apply(object, {}, change.raw).catch((error) => whenTaken(error, object));
  return updateObject(client, change, object);
}

// Every write names the version that it was made for, so that one of somebody else in between makes it fail and be
// looked at anew.
async function updateObject(client: Client, change: Change, object: KubeObject): Promise<KubeObject> {
  for (let attempt = 1; ; attempt++) {
    const live = await stillAsPlanned(client, change);
    try {
      const { metadata } = change.adopt ? await client.patch(object, handover(live, object)) : live;
      if (change.raw !== undefined) return await client.apply(object, { force: true, metadataOnly: true }, change.raw);
      const { resourceVersion } = metadata;
      return await client.apply({ ...object, metadata: { ...object.metadata, resourceVersion } }, { force: true });
    } catch (error) {
      const raced = error instanceof ApiError && (error.status === 409 || (change.adopt && error.status === 422));
      if (!raced || attempt >= TRIES) throw error;
    }
  }
}

async function stillAsPlanned(client: Client, { object, live: planned, raw }: Change): Promise<KubeObject> {
  const live = await (raw === undefined ? client.get(object) : client.getMetadata(object));
  const since = live && planned ? differences(planned, live).filter((each) => matters(each, object)) : [];
  const regrown = raw !== undefined && live?.metadata.generation !== planned?.metadata.generation;
  if (live && since.length === 0 && !regrown) return live;
  const causes = live
    ? since.map(({ path }) => text(`${showPath(path)} was changed`, `${showPath(path)}이(가) 변경되었습니다`))
    : [text('it was deleted', '삭제되었습니다')];
  throw staleSince(object, causes);
}

// Controllers write annotations of their own at any time.
function matters({ path: [root, field, key] }: Difference, { metadata }: KubeObject): boolean {
  return !(root === 'metadata' && field === 'annotations' && !(String(key) in (metadata.annotations ?? {})));
}

async function removeObject(client: Client, { object, live }: Change): Promise<KubeObject> {
  const uid = live?.metadata.uid;
  await client.remove(object, typeof uid === 'string' ? { uid } : {});
  return object;
}

function whenTaken(error: unknown, object: KubeObject): never {
  if (!(error instanceof ApiError && error.status === 409)) throw error;
  throw staleSince(object, [error.message]);
}

function staleSince(object: KubeObject, causes: (Text | string)[]): RunbookError {
  return new RunbookError({
    exit: EXIT.stale,
    doing: text(`Write ${nameOf(object)}`, `${nameOf(object)} 쓰기`),
    causes,
    hint: text(
      'Somebody was there since the plan. Run again: the new plan shows what would change now.',
      '계획 이후 다른 변경이 있었습니다. 다시 실행하면 지금 무엇이 바뀌는지 새 계획에 표시됩니다.',
    ),
  });
}
