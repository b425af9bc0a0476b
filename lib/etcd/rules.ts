import type { KubeObject, Manifest } from '../kubernetes/object.ts';
import { requireManifest } from '../manifests/find.ts';
import { readConfig } from '../manifests/template.ts';

/** Our alerts on every cluster of etcd, told apart by job. */
export function etcdRules(): KubeObject {
  return requireManifest(readConfig('manifests/etcd-rules.yaml'), 'PrometheusRule', 'etcd').object;
}

/** Whether the stack has alerts on etcd of its own: beside ours, everything would be said twice. */
export function hasEtcdRules(manifests: readonly Manifest[]): boolean {
  return manifests.some(
    ({ object }) =>
      object.kind === 'PrometheusRule' &&
      (object.metadata.name === 'etcd' || JSON.stringify(object.spec ?? {}).includes('etcd_server_has_leader')),
  );
}
