import type { EtcdObjectFact } from '../facts.ts';
import type { KubeObject, Manifest } from '../kubernetes/object.ts';
import { asList, fieldAt, withField } from '../manifests/field.ts';
import { NAMESPACE } from '../manifests/namespace.ts';
import { isChoosy, isLabelledEtcd, mountedSecrets, selects, usesEtcdCertificates } from './monitors.ts';
import { ETCD_SECRET } from './secret-keys.ts';

/** Names under which tks-platform's own etcd-service.yaml, etcd-endpoint.yaml and ServiceMonitor may stand. */
const NAMES = ['etcd', 'etcd-metrics'];

/** Whether the stack brings etcd objects of its own, or mounts etcd's certificates. */
export function hasEtcd(manifests: readonly Manifest[]): boolean {
  return etcdObjectsOf(manifests).size > 0 || manifests.some(({ object }) => mounts(object, [ETCD_SECRET]));
}

/**
 * The manifests without the stack's own etcd objects: their addresses are another cluster's, and beside ours they would
 * scrape every member twice. The mounts for them go too, or Prometheus would wait for a Secret that needn't be there.
 */
export function withoutEtcd(manifests: readonly Manifest[], found: readonly EtcdObjectFact[] = []): Manifest[] {
  const theirs = etcdObjectsOf(manifests, found);
  const rest = manifests.filter(({ object }) => !theirs.has(object));
  const used = rest.flatMap(({ object }) => (object.kind === 'ServiceMonitor' ? mountedSecrets(object) : []));
  const needless = [ETCD_SECRET, ...[...theirs].flatMap(mountedSecrets)].filter((name) => !used.includes(name));
  return rest.map((manifest) => (mounts(manifest.object, needless) ? unmounted(manifest, needless) : manifest));
}

/** The ServiceMonitors of the stack that are about etcd: whoever applied them, they can't stay beside ours. */
export function etcdMonitorsOf(manifests: readonly Manifest[]): KubeObject[] {
  return [...etcdObjectsOf(manifests)].filter(({ kind }) => kind === 'ServiceMonitor');
}

/** What is about etcd, known by what it selects and reads rather than by its name alone. */
function etcdObjectsOf(manifests: readonly Manifest[], found: readonly EtcdObjectFact[] = []): Set<KubeObject> {
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

function selectsService(monitor: KubeObject, { metadata: { namespace = '', labels = {} } }: KubeObject): boolean {
  return isChoosy(monitor) && selects(monitor, namespace, labels);
}

function serviceOf({ kind, metadata }: KubeObject): string {
  return kind === 'Endpoints' ? metadata.name : (metadata.labels?.['kubernetes.io/service-name'] ?? '');
}

function mounts(object: KubeObject, secrets: readonly string[]): boolean {
  return object.kind === 'Prometheus' && mountsOf(object).some((name) => secrets.includes(String(name)));
}

function unmounted({ file, object, byDefault }: Manifest, secrets: readonly string[]): Manifest {
  const others = mountsOf(object).filter((name) => !secrets.includes(String(name)));
  return { file, object: withField(object, ['spec', 'secrets'], others), ...(byDefault && { byDefault }) };
}

function mountsOf(object: KubeObject) {
  return asList(fieldAt(object, 'spec', 'secrets'));
}
