import { createHash } from 'node:crypto';
import { FIELD_MANAGER } from '../kubernetes/field-manager.ts';
import { groupOf, type KubeObject, type Ref } from '../kubernetes/object.ts';
import { managedOf } from '../kubernetes/ownership.ts';
import { NAMESPACE } from '../manifests/namespace.ts';
import { text } from '../text.ts';
import { remembered } from './remembered.ts';
import { type StackRecord, stackRecord } from './stack-record.ts';

const PARENT = 'tks-runbook';
const TOOLING = 'tks-runbook/v1';
const MEMBER = 'applyset.kubernetes.io/part-of';
const GROUP_KINDS = 'applyset.kubernetes.io/contains-group-kinds';
const NAMESPACES = 'applyset.kubernetes.io/additional-namespaces';

/** What a person reads when the inventory itself has to change. */
export const INVENTORY_TITLE = text('Inventory of what is ours', '런북이 관리하는 객체 목록');

/** The id of our ApplySet, as kubectl computes it from the parent's name, namespace, kind and (empty) group. */
export const APPLYSET_ID = `applyset-${createHash('sha256').update(`${PARENT}.${NAMESPACE}.ConfigMap.`).digest('base64url')}-v1`;

/** Selects the members of our inventory. */
export const MEMBERS = `${MEMBER}=${APPLYSET_ID}`;

/** The object with the label that makes it a member of the inventory. */
export function asMember(object: KubeObject): KubeObject {
  const labels = { ...object.metadata.labels, [MEMBER]: APPLYSET_ID };
  return { ...object, metadata: { ...object.metadata, labels } };
}

/** The label that makes an object a member, for files that are sent as they stand. */
export const MEMBER_LABEL = { key: MEMBER, value: APPLYSET_ID };

/** What the inventory remembers of a CRD, so that an unchanged one needs no dry run (DESIGN 7). */
export interface CrdRecord {
  /** sha256 of the file. */
  hash: string;
  /** metadata.generation after it was applied. */
  generation: number;
}

export type CrdRecords = Record<string, CrdRecord>;

/**
 * The parent object with room for all kinds and namespaces of the members, those of before included. What it remembers
 * of CRDs and of the stack stays where nothing new is given.
 */
export function parentFor(
  members: readonly Ref[],
  live: KubeObject | undefined,
  crds: CrdRecords,
  stack: StackRecord | undefined = stackRecord(live),
): KubeObject {
  const kinds = new Set([
    ...listed(live, GROUP_KINDS),
    ...members.map(({ kind, group }) => (group ? `${kind}.${group}` : kind)),
  ]);
  const namespaces = new Set([...listed(live, NAMESPACES), ...members.map(({ namespace }) => namespace)]);
  namespaces.delete('');
  namespaces.delete(NAMESPACE);
  return {
    ...parent(),
    metadata: {
      ...parent().metadata,
      labels: { 'applyset.kubernetes.io/id': APPLYSET_ID },
      annotations: {
        'applyset.kubernetes.io/tooling': TOOLING,
        [GROUP_KINDS]: [...kinds].sort().join(','),
        [NAMESPACES]: [...namespaces].sort().join(','),
      },
    },
    data: {
      crds: JSON.stringify({ ...crdRecords(live), ...crds }),
      ...(stack && { stack: JSON.stringify(stack) }),
    },
  };
}

/** The parent's name only, to ask for it. */
export function parent(): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: PARENT, namespace: NAMESPACE } };
}

/** The group-kinds that the inventory holds, each as group and kind. */
export function groupKinds(live: KubeObject | undefined): { group: string; kind: string }[] {
  return listed(live, GROUP_KINDS).map((name) => {
    const [kind = '', ...group] = name.split('.');
    return { kind, group: group.join('.') };
  });
}

/** The CRDs that the inventory remembers. */
export function crdRecords(live: KubeObject | undefined): CrdRecords {
  return remembered<CrdRecords>(live, 'crds') ?? {};
}

/**
 * Whether an object that carries the label is a member: labels get copied to what controllers make of a member (slices,
 * Endpoints, StatefulSets), and those we never applied and they aren't ours to remove.
 */
export function isMember(object: KubeObject): boolean {
  const applied = managedOf(object).some(
    ({ manager, operation }) => manager === FIELD_MANAGER && operation === 'Apply',
  );
  const owners = (object.metadata.ownerReferences as unknown as { controller?: boolean }[] | undefined) ?? [];
  return applied && !owners.some(({ controller }) => controller) && !isOfServiceController(object);
}

/** Addresses that the cluster itself keeps for a Service, with the Service's labels on them. */
function isOfServiceController({ apiVersion, kind, metadata: { labels, annotations } }: KubeObject): boolean {
  if (groupOf(apiVersion) === 'discovery.k8s.io' && kind === 'EndpointSlice')
    return labels?.['endpointslice.kubernetes.io/managed-by']?.endsWith('controller.k8s.io') ?? false;
  if (apiVersion !== 'v1' || kind !== 'Endpoints') return false;
  // Kubernetes says so by a label since 1.33, before that by what it notes down.
  const noted = annotations?.['endpoints.kubernetes.io/last-change-trigger-time'] !== undefined;
  return noted || labels?.['endpoints.kubernetes.io/managed-by'] === 'endpoint-controller';
}

function listed(live: KubeObject | undefined, annotation: string): string[] {
  return (live?.metadata.annotations?.[annotation] ?? '').split(',').filter(Boolean);
}
