/** Names of the stack's two main objects. */
export const PROMETHEUS = 'k8s';
export const ALERTMANAGER = 'main';

/** Labels of the objects that are ours and not the stack's. */
export function ownLabels(name: string, instance?: string): Record<string, string> {
  return {
    'app.kubernetes.io/name': name,
    ...(instance !== undefined && { 'app.kubernetes.io/instance': instance }),
    'app.kubernetes.io/part-of': 'tks-runbook',
  };
}
