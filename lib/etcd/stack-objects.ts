import type { KubeObject, Manifest } from '../kubernetes/object.ts';
import { asList, fieldAt, withField } from '../manifests/field.ts';
import { ETCD_SECRET } from './secret-keys.ts';

/** Names under which tks-platform's own etcd-service.yaml, etcd-endpoint.yaml and ServiceMonitor may stand. */
const NAMES = ['etcd', 'etcd-metrics'];
const KINDS = ['Service', 'Endpoints', 'EndpointSlice', 'ServiceMonitor'];

/** Whether the stack brings etcd objects of its own, or mounts etcd's certificates. */
export function hasEtcd(manifests: readonly Manifest[]): boolean {
  return manifests.some(({ object }) => isEtcd(object) || mountsCertificates(object));
}

/**
 * The manifests without the stack's own etcd objects: their addresses are another cluster's, and beside ours they would
 * scrape every member twice. The mount goes too, or Prometheus would wait for a Secret that needn't be there.
 */
export function withoutEtcd(manifests: readonly Manifest[]): Manifest[] {
  return manifests
    .filter(({ object }) => !isEtcd(object))
    .map((manifest) => (mountsCertificates(manifest.object) ? unmounted(manifest) : manifest));
}

function isEtcd({ kind, metadata }: KubeObject): boolean {
  return KINDS.includes(kind) && NAMES.includes(metadata.name);
}

function mountsCertificates(object: KubeObject): boolean {
  return object.kind === 'Prometheus' && asList(fieldAt(object, 'spec', 'secrets')).includes(ETCD_SECRET);
}

function unmounted({ file, object }: Manifest): Manifest {
  const others = asList(fieldAt(object, 'spec', 'secrets')).filter((name) => name !== ETCD_SECRET);
  return { file, object: withField(object, ['spec', 'secrets'], others) };
}
