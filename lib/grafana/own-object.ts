import type { KubeObject } from '../kubernetes/object.ts';
import { NAMESPACE } from '../manifests/namespace.ts';

/** An empty object of ours that belongs to Grafana; what it holds is completed by apply. */
export function ownObject(kind: 'Secret' | 'ConfigMap', name: string, type?: string): KubeObject {
  const labels = { 'app.kubernetes.io/name': 'grafana', 'app.kubernetes.io/part-of': 'kube-prometheus' };
  return { apiVersion: 'v1', kind, metadata: { name, namespace: NAMESPACE, labels }, ...(type && { type }) };
}

/** A value as a Secret's `data` holds it. */
export function encoded(value: string): string {
  return Buffer.from(value, 'utf8').toString('base64');
}

/** A value out of a Secret's `data`. */
export function decoded(value: string): string {
  return Buffer.from(value, 'base64').toString('utf8');
}
