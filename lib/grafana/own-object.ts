import type { KubeObject } from '../kubernetes/object.ts';
import { NAMESPACE } from '../manifests/namespace.ts';

/** An empty object of ours that belongs to Grafana; what it holds is completed by apply. */
export function ownObject(kind: 'Secret' | 'ConfigMap', name: string, type?: string): KubeObject {
  const labels = { 'app.kubernetes.io/name': 'grafana', 'app.kubernetes.io/part-of': 'kube-prometheus' };
  return { apiVersion: 'v1', kind, metadata: { name, namespace: NAMESPACE, labels }, ...(type && { type }) };
}
