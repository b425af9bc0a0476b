import { nearest } from '../answers/nearest.ts';
import type { Problem } from '../answers/problem.ts';
import type { Answers } from '../answers/schema.ts';
import type { ClusterFacts } from '../facts.ts';
import type { KubeObject, Manifest } from '../kubernetes/object.ts';
import { requireManifest } from '../manifests/find.ts';
import { NAMESPACE } from '../manifests/namespace.ts';
import { text } from '../text.ts';

/** Name of the stack's Role and RoleBinding, one in each namespace that Prometheus may look for targets in. */
export const ROLE = 'prometheus-k8s';
const EVERYWHERE = 'prometheus-k8s-all-namespaces';

/**
 * Section 5.3: the rights to look for targets in more namespaces. They are the stack's own, so that they fit the way in
 * which its Prometheus finds targets (endpoints up to 0.16, endpointslices from 0.17). Namespaces that the stack names
 * itself are left to it.
 * @throws RunbookError when the stack has no such Role to go by.
 */
export function scrapeRights(
  wanted: Answers['prometheus']['namespaces'],
  manifests: readonly Manifest[],
): KubeObject[] {
  if (wanted === undefined) return [];
  const role = requireManifest(manifests, 'Role', ROLE).object;
  const binding = requireManifest(manifests, 'RoleBinding', ROLE).object;
  if (wanted === 'all') return [everywhere(role), everywhere(binding)];
  const there = namespacesOf(manifests);
  const more = [...new Set(wanted)].filter((namespace) => !there.includes(namespace));
  return more.flatMap((namespace) => [inside(role, namespace), inside(binding, namespace)]);
}

/** The rights that earlier answers gave and these don't. */
export function needlessRights(
  wanted: Answers['prometheus']['namespaces'],
  { scrapedNamespaces = [] }: ClusterFacts,
  manifests: readonly Manifest[],
): KubeObject[] {
  const kept = [...namespacesOf(manifests), ...(Array.isArray(wanted) ? wanted : [])];
  const gone = scrapedNamespaces.filter((namespace) => !kept.includes(namespace));
  return [
    ...gone.flatMap((namespace) => [rbac('RoleBinding', ROLE, namespace), rbac('Role', ROLE, namespace)]),
    ...(wanted === 'all' ? [] : [rbac('ClusterRoleBinding', EVERYWHERE), rbac('ClusterRole', EVERYWHERE)]),
  ];
}

/** Namespaces that the cluster doesn't have: nothing could be granted in them. */
export function checkNamespaces({ prometheus }: Answers, { namespaces, unknown = [] }: ClusterFacts): Problem[] {
  const { namespaces: wanted } = prometheus;
  if (!Array.isArray(wanted) || namespaces.length === 0 || unknown.includes('Namespace')) return [];
  return wanted.flatMap((name, i) => {
    if (name === NAMESPACE || namespaces.includes(name)) return [];
    const near = nearest(name, namespaces);
    const [en, ko] = near === undefined ? ['', ''] : [`; did you mean ${near}?`, `. ${near}을(를) 뜻했습니까?`];
    const what = text(
      `the cluster has no namespace ${name}${en}`,
      `클러스터에 네임스페이스 ${name}이(가) 없습니다${ko}`,
    );
    return [{ location: ['prometheus', 'namespaces', i], what }];
  });
}

function namespacesOf(manifests: readonly Manifest[]): string[] {
  const roles = manifests.filter(({ object }) => object.kind === 'Role' && object.metadata.name === ROLE);
  return roles.flatMap(({ object }) => object.metadata.namespace ?? []);
}

function inside(object: KubeObject, namespace: string): KubeObject {
  return { ...object, metadata: { ...object.metadata, namespace } };
}

/** The same rights, and the same account, for all namespaces at once. */
function everywhere(object: KubeObject): KubeObject {
  const { namespace: _, ...metadata } = object.metadata;
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: EVERYWHERE };
  return {
    ...object,
    kind: `Cluster${object.kind}`,
    metadata: { ...metadata, name: EVERYWHERE },
    ...(object.roleRef !== undefined && { roleRef }),
  };
}

function rbac(kind: string, name: string, namespace?: string): KubeObject {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind,
    metadata: { name, ...(namespace !== undefined && { namespace }) },
  };
}
