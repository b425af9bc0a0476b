import type { KubeObject } from '../kubernetes/object.ts';

/**
 * The StatefulSet that the operator makes of a Prometheus or an Alertmanager: it says that it has reconciled before the
 * pods it restarts for that are there again. Undefined for every other kind.
 */
export function operatedOf({ kind, metadata: { name, namespace = '' } }: KubeObject): KubeObject | undefined {
  if (kind !== 'Prometheus' && kind !== 'Alertmanager') return undefined;
  return { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: `${kind.toLowerCase()}-${name}`, namespace } };
}
