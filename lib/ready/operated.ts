import type { KubeObject } from '../kubernetes/object.ts';

/**
 * The StatefulSets that the operator makes of Prometheus and Alertmanager: it says that it has reconciled before the pods
 * it restarts for that are there again.
 */
export function operated(objects: readonly KubeObject[]): KubeObject[] {
  return objects
    .filter(({ kind }) => kind === 'Prometheus' || kind === 'Alertmanager')
    .map(({ kind, metadata: { name, namespace = '' } }) => ({
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: `${kind.toLowerCase()}-${name}`, namespace },
    }));
}
