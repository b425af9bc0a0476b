import { EXIT, RunbookError } from '../errors.ts';
import type { ClusterFacts, NodeFact, StorageClassFact } from '../facts.ts';
import { ApiError, asRunbookError } from '../kubernetes/api-error.ts';
import type { Client } from '../kubernetes/client.ts';
import { type JsonMap, type KubeObject, nameOf } from '../kubernetes/object.ts';
import type { Connection } from '../kubernetes/proxy.ts';
import { NAMESPACE } from '../manifests/namespace.ts';
import { text } from '../text.ts';
import { readContext } from './context.ts';
import { findEtcdMembers } from './etcd.ts';
import { isForbidden, unlessForbidden } from './forbidden.ts';

/** Kinds of others that steps depend on. */
const KINDS = [
  { apiVersion: 'cert-manager.io/v1', kind: 'Certificate' },
  { apiVersion: 'cert-manager.io/v1', kind: 'Issuer' },
  { apiVersion: 'monitoring.coreos.com/v1', kind: 'ServiceMonitor' },
];

/**
 * Reads everything that questions and steps want to know of the cluster; never writes. What the operator has no right
 * to read is left empty and named in `unknown`.
 * @throws RunbookError (exit 3) in the words of kubectl or of the API.
 */
export async function surveyCluster(client: Client, connection: Connection): Promise<ClusterFacts> {
  try {
    return await readFacts(client, connection);
  } catch (error) {
    throw inPreflight(error);
  }
}

async function readFacts(client: Client, connection: Connection): Promise<ClusterFacts> {
  // Alone and first: where nobody answers it is said once, and a login is asked for once.
  const where = await readContext(connection);
  const version = await client.read('/version');
  const unknown = new Set<string>();
  const list = (apiVersion: string, kind: string) =>
    unlessForbidden(
      async () => (await client.list(apiVersion, kind)).items,
      () => unknown.add(kind),
    );
  const get = (object: KubeObject) =>
    unlessForbidden(
      () => client.get(object),
      () => unknown.add(nameOf(object)),
    );
  const [system, namespaces, nodes, storage, ingress, metricsApi, kinds] = await Promise.all([
    get(named('v1', 'Namespace', 'kube-system')),
    list('v1', 'Namespace'),
    list('v1', 'Node'),
    list('storage.k8s.io/v1', 'StorageClass'),
    list('networking.k8s.io/v1', 'IngressClass'),
    get(named('apiregistration.k8s.io/v1', 'APIService', 'v1beta1.metrics.k8s.io')),
    servedKinds(client),
  ]);
  const own = namespaces ? undefined : await get(named('v1', 'Namespace', NAMESPACE));
  const service = (metricsApi?.spec as { service?: { namespace: string; name: string } } | undefined)?.service;
  const nodeFacts = (nodes ?? []).map(nodeFact);
  return {
    ...where,
    uid: String(system?.metadata.uid ?? ''),
    version: String(version.gitVersion),
    nodes: nodeFacts,
    storageClasses: (storage ?? []).map(storageClassFact),
    ingressClasses: (ingress ?? []).map((item) => ({
      name: item.metadata.name,
      default: isDefault(item, 'ingressclass.kubernetes.io/is-default-class'),
    })),
    namespaces: (namespaces ?? (own ? [own] : [])).map(({ metadata }) => metadata.name),
    kinds,
    etcd: await findEtcdMembers(client, nodeFacts, (kind) => unknown.add(kind)),
    ...(service && { metricsApi: { namespace: service.namespace, service: service.name } }),
    ...(unknown.size > 0 && { unknown: [...unknown].sort() }),
  };
}

function inPreflight(error: unknown): unknown {
  const doing = text('Survey the cluster', '클러스터 조사');
  if (error instanceof RunbookError)
    return new RunbookError({ ...error.failure, exit: EXIT.preflight }, { cause: error });
  return asRunbookError(error, doing, { exit: EXIT.preflight });
}

async function servedKinds(client: Client): Promise<string[]> {
  const served = await Promise.all(
    KINDS.map(({ apiVersion, kind }) =>
      client.resourceOf(apiVersion, kind).then(
        () => true,
        (error: unknown) => {
          if (isForbidden(error) || (error instanceof ApiError && error.unserved)) return false;
          throw error;
        },
      ),
    ),
  );
  return KINDS.filter((_, i) => served[i]).map(({ apiVersion, kind }) => `${apiVersion.split('/')[0]}/${kind}`);
}

function named(apiVersion: string, kind: string, name: string): KubeObject {
  return { apiVersion, kind, metadata: { name } };
}

function isDefault({ metadata }: KubeObject, annotation: string): boolean {
  return metadata.annotations?.[annotation] === 'true';
}

function nodeFact({ metadata, status }: KubeObject): NodeFact {
  const addresses = ((status as JsonMap | undefined)?.addresses ?? []) as unknown as {
    type: string;
    address: string;
  }[];
  const labels = metadata.labels ?? {};
  return {
    name: metadata.name,
    addresses: addresses.filter(({ type }) => type === 'InternalIP').map(({ address }) => address),
    controlPlane: 'node-role.kubernetes.io/control-plane' in labels || 'node-role.kubernetes.io/master' in labels,
    kwok: metadata.annotations?.['kwok.x-k8s.io/node'] === 'fake',
  };
}

function storageClassFact(item: KubeObject): StorageClassFact {
  return {
    name: item.metadata.name,
    default: isDefault(item, 'storageclass.kubernetes.io/is-default-class'),
    provisioner: String(item.provisioner),
    expandable: item.allowVolumeExpansion === true,
    bindsOnFirstConsumer: item.volumeBindingMode === 'WaitForFirstConsumer',
  };
}
