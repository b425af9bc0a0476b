import type { Answers } from '../answers/schema.ts';
import type { JsonMap, Manifest } from '../kubernetes/object.ts';
import { asMap, fieldAt } from '../manifests/field.ts';
import { findManifest } from '../manifests/find.ts';
import { ALERTMANAGER, PROMETHEUS } from '../prometheus/names.ts';
import type { Labels } from './selector.ts';

/** A component that others may be let in to. */
export type Target = Answers['network']['allow'][number]['to'];

export const TARGETS: readonly Target[] = ['grafana', 'prometheus', 'alertmanager'];

/** The port that each serves people on; as in the stack's policies. */
export const PORTS: Readonly<Record<Target, number>> = { grafana: 3000, prometheus: 9090, alertmanager: 9093 };

/** A component's pods: their labels, and those of them by which a policy selects them and no others. */
export interface Pods {
  labels: Labels;
  matchLabels: JsonMap;
}

/** The pods of a component as the stack makes them. */
export function podsOf(manifests: readonly Manifest[], target: Target): Pods {
  if (target === 'grafana') return ofDeployment(manifests);
  return target === 'prometheus'
    ? ofOperator(manifests, 'Prometheus', PROMETHEUS, target)
    : ofOperator(manifests, 'Alertmanager', ALERTMANAGER, target);
}

function ofDeployment(manifests: readonly Manifest[]): Pods {
  const deployment = findManifest(manifests, 'Deployment', 'grafana')?.object;
  const matchLabels = fieldAt(deployment, 'spec', 'selector', 'matchLabels') ?? { 'app.kubernetes.io/name': 'grafana' };
  return {
    labels: asMap(fieldAt(deployment, 'spec', 'template', 'metadata', 'labels')),
    matchLabels: asMap(matchLabels),
  };
}

// The operator puts labels of its own on the pods, whatever the object says.
function ofOperator(manifests: readonly Manifest[], kind: string, name: string, target: Target): Pods {
  const object = findManifest(manifests, kind, name)?.object;
  const matchLabels = { 'app.kubernetes.io/name': target, 'app.kubernetes.io/instance': name };
  const own = { 'app.kubernetes.io/managed-by': 'prometheus-operator', [target]: name, ...matchLabels };
  return { labels: { ...asMap(fieldAt(object, 'spec', 'podMetadata', 'labels')), ...own }, matchLabels };
}
