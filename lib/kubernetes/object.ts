/** JSON as YAML and the Kubernetes API have it. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json | undefined };
export type JsonMap = { [key: string]: Json | undefined };

export interface Metadata {
  name: string;
  namespace?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  [key: string]: Json | undefined;
}

/** A Kubernetes object, as a manifest holds it or the API returns it. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: Metadata;
  [field: string]: Json | Metadata | undefined;
}

/** An object together with the file it came from. */
export interface Manifest {
  /** Path to show a person, relative to the stack's folder. */
  file: string;
  object: KubeObject;
  /** The file's own text, kept where it holds just this object; CRDs are sent as they are. */
  raw?: string;
  /** Paths of values that are our default, where neither an answer nor the stack says anything. */
  byDefault?: readonly string[][];
}

/** Which object: its API group, kind, namespace (empty for cluster scope) and name. */
export interface Ref {
  group: string;
  kind: string;
  namespace: string;
  name: string;
}

/** The API group of an apiVersion; empty for the core group. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** Which object this is. */
export function refOf({ apiVersion, kind, metadata }: KubeObject): Ref {
  return { group: groupOf(apiVersion), kind, namespace: metadata.namespace ?? '', name: metadata.name };
}

/** A key that is the same for two objects exactly when they are the same object; versions of the API don't matter. */
export function keyOf(object: KubeObject): string {
  return keyOfRef(refOf(object));
}

/** The key of a reference, see keyOf. */
export function keyOfRef({ group, kind, namespace, name }: Ref): string {
  return `${kind}${group && `.${group}`}/${namespace}/${name}`;
}

/** How a person reads which object it is: `Secret monitoring/etcd-certs`. */
export function nameOf({ kind, metadata }: KubeObject): string {
  return `${kind} ${metadata.namespace ? `${metadata.namespace}/` : ''}${metadata.name}`;
}
