import type { ClusterFacts } from '../facts.ts';
import { NAMESPACE } from '../manifests/namespace.ts';

/** Whether somebody other than the stack's own adapter answers v1beta1.metrics.k8s.io: most often metrics-server. */
export function metricsApiIsTaken({ metricsApi }: ClusterFacts): boolean {
  return (
    metricsApi !== undefined && !(metricsApi.namespace === NAMESPACE && metricsApi.service === 'prometheus-adapter')
  );
}
