import { parse } from 'yaml';
import type { JsonMap, KubeObject } from '../kubernetes/object.ts';
import { asMap, fieldAt } from '../manifests/field.ts';

/** The ConfigMap in which kubeadm, and kubespray by it, wrote down how the cluster was made. */
export const KUBEADM_CONFIG: KubeObject = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'kubeadm-config', namespace: 'kube-system' },
};

/** The ClusterConfiguration in it; undefined where there is none that can be read. */
export function clusterConfiguration(config: KubeObject | undefined): JsonMap | undefined {
  const written = fieldAt(config, 'data', 'ClusterConfiguration');
  if (typeof written !== 'string') return undefined;
  try {
    return asMap(parse(written));
  } catch {
    // Somebody may have edited it by hand; what can't be read must not end the survey.
    return undefined;
  }
}
