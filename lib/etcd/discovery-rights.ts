import type { KubeObject, Manifest } from '../kubernetes/object.ts';
import { asList, asMap, fieldAt, withField } from '../manifests/field.ts';
import { NAMESPACE } from '../manifests/namespace.ts';
import { PROMETHEUS } from '../prometheus/names.ts';
import { discoveryKind } from './endpoints.ts';

/** A kind of resource as rules of RBAC name it. */
interface Resource {
  group: string;
  plural: string;
}

const VERBS = ['get', 'list', 'watch'];
const SERVICES: Resource = { group: '', plural: 'services' };
const ADDRESSES: Record<'Endpoints' | 'EndpointSlice', Resource> = {
  Endpoints: { group: '', plural: 'endpoints' },
  EndpointSlice: { group: 'discovery.k8s.io', plural: 'endpointslices' },
};

/**
 * The manifests with Prometheus allowed to read in monitoring the addresses that it is told to look for. A stack whose
 * Prometheus was switched to the other kind, its Role left as it was, finds no target and says so only in its log.
 */
export function withDiscoveryRights(manifests: readonly Manifest[]): Manifest[] {
  const wanted = ADDRESSES[discoveryKind(manifests)];
  const bound = boundRoles(manifests);
  // The Role by which it reads Services is the one that was meant to lead to their addresses.
  const role = bound.find(({ object }) => object.kind === 'Role' && grants(object, SERVICES));
  if (!role || bound.some(({ object }) => grants(object, wanted))) return [...manifests];
  return manifests.map((manifest) => (manifest === role ? granting(role, wanted) : manifest));
}

/** The Roles and ClusterRoles that the stack gives Prometheus in monitoring. */
function boundRoles(manifests: readonly Manifest[]): Manifest[] {
  const account = accountOf(manifests);
  const bindings = manifests.filter(
    ({ object }) =>
      (object.kind === 'ClusterRoleBinding' || (object.kind === 'RoleBinding' && isHere(object))) &&
      asList(object.subjects).some((subject) => isAccount(asMap(subject), account)),
  );
  return manifests.filter(({ object }) => {
    const isRole = object.kind === 'ClusterRole' || (object.kind === 'Role' && isHere(object));
    return isRole && bindings.some((binding) => refersTo(binding.object, object));
  });
}

function accountOf(manifests: readonly Manifest[]): string {
  const prometheus = manifests.find(
    ({ object }) => object.kind === 'Prometheus' && object.metadata.name === PROMETHEUS,
  );
  return String(fieldAt(prometheus?.object, 'spec', 'serviceAccountName') ?? 'default');
}

function isHere({ metadata }: KubeObject): boolean {
  return metadata.namespace === NAMESPACE;
}

function isAccount({ kind, name, namespace = NAMESPACE }: ReturnType<typeof asMap>, account: string): boolean {
  return kind === 'ServiceAccount' && name === account && namespace === NAMESPACE;
}

function refersTo(binding: KubeObject, role: KubeObject): boolean {
  const { kind, name } = asMap(binding.roleRef);
  return kind === role.kind && name === role.metadata.name;
}

function grants({ rules }: KubeObject, { group, plural }: Resource): boolean {
  const has = (list: unknown, value: string) => asList(list).some((item) => item === value || item === '*');
  return VERBS.every((verb) =>
    asList(rules)
      .map(asMap)
      .some((rule) => has(rule.apiGroups, group) && has(rule.resources, plural) && has(rule.verbs, verb)),
  );
}

function granting({ file, object }: Manifest, { group, plural }: Resource): Manifest {
  const rule = { apiGroups: [group], resources: [plural], verbs: VERBS };
  return { file, object: withField(object, ['rules'], [...asList(object.rules), rule]) };
}
