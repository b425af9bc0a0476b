import type { KubeObject } from '../kubernetes/object.ts';

/** The namespace of the document; everything namespaced of ours stands in it. */
export const NAMESPACE = 'monitoring';

/** A copy of a namespaced object, standing in the document's namespace whatever its file says. */
export function inNamespace(object: KubeObject): KubeObject {
  return { ...object, metadata: { ...object.metadata, namespace: NAMESPACE } };
}

/** An object in monitoring, named only. */
export function reference(apiVersion: string, kind: string, name: string): KubeObject {
  return { apiVersion, kind, metadata: { name, namespace: NAMESPACE } };
}
