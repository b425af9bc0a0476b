import type { KubeObject } from '../kubernetes/object.ts';
import { objectName, type Target, targetMetadata } from './target.ts';

/** Alerts on one target: it is down, or nobody watches it. */
export function prometheusRule(target: Target): KubeObject {
  const { exporter, name, address, upMetric, product } = target;
  const metadata = targetMetadata(target);
  const selector = `{namespace="${metadata.namespace}",service="${objectName(target)}"}`;
  const rules = [
    {
      alert: `${product}Down`,
      expr: `${upMetric}${selector} == 0`,
      for: '5m',
      labels: { severity: 'critical', target: name },
      annotations: {
        summary: `${product} ${name} does not answer.`,
        description: `${exporter} has not been able to log in to ${product} at ${address} for 5 minutes.`,
      },
    },
    {
      alert: `${product}ExporterDown`,
      expr: `absent(${upMetric}${selector})`,
      for: '10m',
      labels: { severity: 'warning', target: name },
      annotations: {
        summary: `${product} ${name} is not being watched.`,
        description: `Prometheus has had no metrics from ${objectName(target)} for 10 minutes.`,
      },
    },
  ];
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { ...metadata, labels: { ...metadata.labels, prometheus: 'k8s', role: 'alert-rules' } },
    spec: { groups: [{ name: objectName(target), rules }] },
  };
}
