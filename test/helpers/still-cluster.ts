import type { Client } from '../../lib/kubernetes/client.ts';
import { type KubeObject, keyOf, nameOf } from '../../lib/kubernetes/object.ts';

/** What a dry run makes of an object; it may throw, as the API does. */
export type DryRun = (object: KubeObject, live: KubeObject | undefined) => KubeObject;

/** A cluster of these objects that stands still: it answers reads and dry runs, and a write fails the test. */
export function stillCluster(objects: readonly KubeObject[], dryRun: DryRun = (object) => object): Client {
  const live = new Map(objects.map((object) => [keyOf(object), object]));
  const get = async (object: KubeObject) => live.get(keyOf(object));
  const tried = async (object: KubeObject, options?: { dryRun?: boolean }) => {
    if (!options?.dryRun) throw new Error(`a plan wrote ${nameOf(object)}`);
    return dryRun(object, live.get(keyOf(object)));
  };
  const known: Partial<Client> = { get, getMetadata: get, apply: tried, replace: tried };
  return new Proxy(known as Client, {
    get: (target, name) => {
      if (name in target) return target[name as keyof Client];
      throw new Error(`this test doesn't reach for ${String(name)}`);
    },
  });
}
