import { isDeepStrictEqual } from 'node:util';
import type { Answers } from '../answers/schema.ts';
import type { Json, JsonMap, KubeObject } from '../kubernetes/object.ts';
import { asList, asMap, fieldAt, withField } from '../manifests/field.ts';
import { withTolerations } from './tolerations.ts';

type Placement = Answers['placement'];

const TEMPLATE = ['spec', 'template', 'spec'];
/** Where each kind says where its pods run. DaemonSets aren't here: node-exporter belongs on every node. */
const PODS: Record<string, readonly string[]> = {
  Deployment: TEMPLATE,
  StatefulSet: TEMPLATE,
  Prometheus: ['spec'],
  PrometheusAgent: ['spec'],
  Alertmanager: ['spec'],
  ThanosRuler: ['spec'],
};

/** Section 5.3: an object whose pods run where the answers say; the very same where it has none, or they do already. */
export function placed(object: KubeObject, placement: Placement): KubeObject {
  const path = PODS[object.kind];
  if (path === undefined || !placement) return object;
  const old = asMap(fieldAt(object, ...path));
  const wanted = placedPods(old, placement);
  const changed = Object.keys(wanted).filter((key) => !isDeepStrictEqual(old[key], wanted[key]));
  return changed.reduce<KubeObject>((edited, key) => withField(edited, [...path, key], wanted[key]), object);
}

/**
 * Of what a pod's specification has, or a chart's values by the same names, what the answers make of it. What they
 * don't name (`kubernetes.io/os`, a component's own tolerations) stays.
 */
export function placedPods(old: JsonMap, placement: Placement): JsonMap {
  const { nodeSelector = {}, tolerations = [] } = placement ?? {};
  return {
    ...(Object.keys(nodeSelector).length > 0 && { nodeSelector: { ...asMap(old.nodeSelector), ...nodeSelector } }),
    ...(tolerations.length > 0 && { tolerations: withTolerations(asList(old.tolerations), tolerations as Json[]) }),
  };
}
