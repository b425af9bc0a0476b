import type { EtcdObjectFact } from '../facts.ts';
import type { KubeObject, Manifest } from '../kubernetes/object.ts';
import { asList, fieldAt, withField } from '../manifests/field.ts';
import { isChoosy, mountedSecrets, needsCertificate } from './monitors.ts';
import { ETCD_SECRET } from './secret-keys.ts';
import { etcdObjectsOf, selectsService } from './stack-objects.ts';

/** The manifests without what is about etcd, and what that was. */
export interface WithoutEtcd {
  manifests: Manifest[];
  gone: KubeObject[];
  /** Secrets that Prometheus doesn't mount any more. */
  unmounted: string[];
}

/**
 * The manifests without the stack's own etcd objects: their addresses are another cluster's, and beside ours they would
 * scrape every member twice. The mounts for them go too, or Prometheus would wait for a Secret that needn't be there.
 */
export function withoutEtcd(manifests: readonly Manifest[], found: readonly EtcdObjectFact[] = []): Manifest[] {
  return without(manifests, etcdObjectsOf(manifests, found), []).manifests;
}

/**
 * The same where the answers leave etcd out. What needs the certificates of section 3.5, or holds another cluster's
 * addresses, goes; a ServiceMonitor that needs neither finds Services that the cluster itself has, such as kubespray's,
 * and stays as the stack asks for it. `read` are Secrets whose mount is needed by what stands in the cluster.
 */
export function leavingEtcdOut(manifests: readonly Manifest[], read: readonly string[]): WithoutEtcd {
  const theirs = etcdObjectsOf(manifests);
  const services = [...theirs].filter(({ kind }) => kind === 'Service');
  const stands = (object: KubeObject) =>
    object.kind === 'ServiceMonitor' &&
    isChoosy(object) &&
    !needsCertificate(object) &&
    !services.some((service) => selectsService(object, service));
  return without(manifests, new Set([...theirs].filter((object) => !stands(object))), read);
}

function without(
  manifests: readonly Manifest[],
  theirs: ReadonlySet<KubeObject>,
  read: readonly string[],
): WithoutEtcd {
  const rest = manifests.filter(({ object }) => !theirs.has(object));
  const used = rest.flatMap(({ object }) => (object.kind === 'ServiceMonitor' ? mountedSecrets(object) : []));
  const needless = [ETCD_SECRET, ...[...theirs].flatMap(mountedSecrets)].filter(
    (name) => !used.includes(name) && !read.includes(name),
  );
  const mounted = new Set(mountsIn(manifests));
  return {
    manifests: rest.map((manifest) => (mounts(manifest.object, needless) ? unmounted(manifest, needless) : manifest)),
    gone: [...theirs],
    unmounted: [...new Set(needless)].filter((name) => mounted.has(name)),
  };
}

/** The Secrets that Prometheus mounts. */
export function mountsIn(manifests: readonly Manifest[]): string[] {
  return manifests.flatMap(({ object }) => (object.kind === 'Prometheus' ? mountsOf(object).map(String) : []));
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
