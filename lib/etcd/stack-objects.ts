import type { EtcdObjectFact } from '../facts.ts';
import type { KubeObject, Manifest } from '../kubernetes/object.ts';
import { fieldAt } from '../manifests/field.ts';
import { NAMESPACE } from '../manifests/namespace.ts';
import { isChoosy, isLabelledEtcd, selects, usesEtcdCertificates } from './monitors.ts';

/** Names under which tks-platform's own etcd-service.yaml, etcd-endpoint.yaml and ServiceMonitor may stand. */
const NAMES = ['etcd', 'etcd-metrics'];

/** The ServiceMonitors of the stack that are about etcd: whoever applied them, they can't stay beside ours. */
export function etcdMonitorsOf(manifests: readonly Manifest[]): KubeObject[] {
  return [...etcdObjectsOf(manifests)].filter(({ kind }) => kind === 'ServiceMonitor');
}

/** The stack's objects about etcd, known by what it selects and reads rather than by its name alone. */
export function etcdObjectsOf(manifests: readonly Manifest[], found: readonly EtcdObjectFact[] = []): Set<KubeObject> {
  const ofKind = (kind: string) => manifests.flatMap(({ object }) => (object.kind === kind ? [object] : []));
  const monitors = ofKind('ServiceMonitor');
  const sure = monitors.filter(
    (monitor) =>
      NAMES.includes(monitor.metadata.name) ||
      usesEtcdCertificates(monitor) ||
      isLabelledEtcd(monitor) ||
      found.some((each) => isSame(each, monitor)),
  );
  const all = ofKind('Service');
  const services = all.filter(
    (service) => NAMES.includes(service.metadata.name) || sure.some((monitor) => leadsOutside(monitor, service)),
  );
  const more = monitors.filter((monitor) => {
    const selected = all.filter((service) => selectsService(monitor, service));
    return selected.length > 0 && selected.every((service) => services.includes(service));
  });
  const names = new Set(services.map(({ metadata }) => metadata.name));
  const addresses = [...ofKind('Endpoints'), ...ofKind('EndpointSlice')].filter(
    (object) => NAMES.includes(object.metadata.name) || names.has(serviceOf(object)),
  );
  return new Set([...sure, ...services, ...more, ...addresses]);
}

function isSame({ kind, name }: EtcdObjectFact, object: KubeObject): boolean {
  return object.kind === kind && object.metadata.name === name && object.metadata.namespace === NAMESPACE;
}

/** A Service without a selector, whose addresses stand in the stack. */
function leadsOutside(monitor: KubeObject, service: KubeObject): boolean {
  return fieldAt(service, 'spec', 'selector') === undefined && selectsService(monitor, service);
}

/** Whether a ServiceMonitor that says which Services it wants gets this one. */
export function selectsService(
  monitor: KubeObject,
  { metadata: { namespace = '', labels = {} } }: KubeObject,
): boolean {
  return isChoosy(monitor) && selects(monitor, namespace, labels);
}

function serviceOf({ kind, metadata }: KubeObject): string {
  return kind === 'Endpoints' ? metadata.name : (metadata.labels?.['kubernetes.io/service-name'] ?? '');
}
