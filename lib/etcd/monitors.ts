import type { KubeObject } from '../kubernetes/object.ts';
import { asList, asMap, fieldAt } from '../manifests/field.ts';
import { ETCD_SECRET } from './secret-keys.ts';

/** Labels by which a component is usually selected, and the names that etcd goes by under them. */
const LABELS = ['app.kubernetes.io/name', 'app.kubernetes.io/component', 'k8s-app', 'component', 'app', 'name'];
const ETCD = /^(kube-)?etcd(-(metrics|k8s|events|events-metrics))?$/;
const MOUNTED = /^\/etc\/prometheus\/secrets\/([^/]+)\//;

type Labels = Readonly<Record<string, string>>;

/** Whether a ServiceMonitor looks at Services of a namespace that have these labels. */
export function selects(monitor: KubeObject, namespace: string, labels: Labels): boolean {
  if (!watches(monitor, namespace)) return false;
  const { matchLabels, matchExpressions } = asMap(fieldAt(monitor, 'spec', 'selector'));
  const equal = Object.entries(asMap(matchLabels)).every(([key, value]) => labels[key] === value);
  return equal && asList(matchExpressions).every((expression) => fulfils(labels, asMap(expression)));
}

/** Whether it says anything of the Services that it wants; one that doesn't takes all there are. */
export function isChoosy(monitor: KubeObject): boolean {
  const { matchLabels, matchExpressions } = asMap(fieldAt(monitor, 'spec', 'selector'));
  return Object.keys(asMap(matchLabels)).length > 0 || asList(matchExpressions).length > 0;
}

/** Whether it scrapes a Service's port of this name or number. */
export function scrapesPort(monitor: KubeObject, { name, port }: { name?: string; port?: number }): boolean {
  return asList(fieldAt(monitor, 'spec', 'endpoints')).some((endpoint) => {
    const { port: wanted, targetPort } = asMap(endpoint);
    return wanted !== undefined ? wanted === name : targetPort === undefined || targetPort === port;
  });
}

/** Whether it is about etcd of the cluster itself by the labels that it selects, such as `k8s-app: etcd`. */
export function isLabelledEtcd(monitor: KubeObject): boolean {
  const named = asMap(fieldAt(monitor, 'spec', 'namespaceSelector')).any !== true;
  const own = ['monitoring', 'kube-system'].some((namespace) => watches(monitor, namespace));
  const labels = asMap(fieldAt(monitor, 'spec', 'selector', 'matchLabels'));
  // An application's etcd in a namespace of its own goes by the same labels.
  return named && own && LABELS.some((key) => ETCD.test(String(labels[key] ?? '')));
}

/** Whether it takes its certificate from the Secret of section 3.5, as files or by reference. */
export function usesEtcdCertificates(monitor: KubeObject): boolean {
  const referred = tlsConfigs(monitor).flatMap(({ ca, cert, keySecret }) => [
    fieldAt(ca, 'secret', 'name'),
    fieldAt(cert, 'secret', 'name'),
    fieldAt(keySecret, 'name'),
  ]);
  return referred.includes(ETCD_SECRET) || mountedSecrets(monitor).includes(ETCD_SECRET);
}

/** Whether it shows a certificate of its own, or reads any from a mounted Secret. */
export function needsCertificate(monitor: KubeObject): boolean {
  const shown = tlsConfigs(monitor).some(
    ({ cert, certFile, keyFile, keySecret }) => asMap(cert).secret ?? certFile ?? keyFile ?? keySecret,
  );
  return shown || usesEtcdCertificates(monitor) || mountedSecrets(monitor).length > 0;
}

/** Secrets that Prometheus must have mounted for the files that a ServiceMonitor names. */
export function mountedSecrets(monitor: KubeObject): string[] {
  const files = tlsConfigs(monitor).flatMap(({ caFile, certFile, keyFile }) => [caFile, certFile, keyFile]);
  return files.flatMap((file) => MOUNTED.exec(String(file ?? ''))?.[1] ?? []);
}

function tlsConfigs(monitor: KubeObject) {
  return asList(fieldAt(monitor, 'spec', 'endpoints')).map((endpoint) => asMap(asMap(endpoint).tlsConfig));
}

function watches(monitor: KubeObject, namespace: string): boolean {
  const { any, matchNames } = asMap(fieldAt(monitor, 'spec', 'namespaceSelector'));
  if (any === true) return true;
  const names = asList(matchNames);
  return names.length > 0 ? names.includes(namespace) : monitor.metadata.namespace === namespace;
}

function fulfils(labels: Labels, { key, operator, values }: ReturnType<typeof asMap>): boolean {
  const value = labels[String(key)];
  switch (operator) {
    case 'In':
      return value !== undefined && asList(values).includes(value);
    case 'NotIn':
      return value === undefined || !asList(values).includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}
