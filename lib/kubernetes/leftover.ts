import type { KubeObject } from './object.ts';
import { type Fields, isMap } from './ownership.ts';

/** Where workloads say how their pods are replaced: Deployments, and StatefulSets and DaemonSets. */
const STRATEGIES = ['strategy', 'updateStrategy'];
const ROLLING = 'RollingUpdate';

/**
 * What the API filled in by itself when the live workload was made for rolling updates, and forbids beside any other
 * way of replacing pods. After a server-side apply nobody owns it, so no apply without it takes it away, and null in
 * the applied object says nothing either (tried on 1.36).
 */
export function leftoverDefaults(live: KubeObject, desired: KubeObject): Fields {
  const [had, wanted] = [live.spec, desired.spec];
  if (!isMap(had) || !isMap(wanted)) return {};
  const left = STRATEGIES.flatMap((field) => {
    const [before, after] = [had[field], wanted[field]];
    if (!isMap(before) || !isMap(after) || !isMap(before.rollingUpdate)) return [];
    if (after.type === undefined || after.type === ROLLING) return [];
    const parts = Object.keys(before.rollingUpdate).map((key) => [`f:${key}`, {}]);
    return [[`f:${field}`, { 'f:rollingUpdate': { '.': {}, ...Object.fromEntries(parts) } }]];
  });
  return left.length > 0 ? { 'f:spec': Object.fromEntries(left) } : {};
}
