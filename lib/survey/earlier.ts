import type { ClusterFacts } from '../facts.ts';
import { isMember, MEMBERS } from '../inventory/applyset.ts';
import { ApiError } from '../kubernetes/api-error.ts';
import type { Client, ListOptions } from '../kubernetes/client.ts';
import type { KubeObject } from '../kubernetes/object.ts';
import { NAMESPACE } from '../manifests/namespace.ts';
import { ROLE } from '../prometheus/namespaces.ts';
import { REMOTE_WRITE } from '../prometheus/remote-write-secrets.ts';
import { unlessForbidden } from './forbidden.ts';

/**
 * Objects of earlier runs whose names came from answers, which other answers therefore can't tell any more. What may
 * not be read is told to `unreadable`.
 */
export async function readEarlier(
  client: Client,
  unreadable: (what: string) => void,
): Promise<Pick<ClusterFacts, 'scrapedNamespaces' | 'remoteWriteSecrets'>> {
  const members = async (apiVersion: string, kind: string, where: ListOptions) => {
    const found = await unlessForbidden(
      () => listed(client, apiVersion, kind, where),
      () => unreadable(kind),
    );
    return found?.filter(isMember);
  };
  const secrets = `${MEMBERS},app.kubernetes.io/name=${REMOTE_WRITE}`;
  const [roles, writers] = await Promise.all([
    members('rbac.authorization.k8s.io/v1', 'Role', { labelSelector: MEMBERS }),
    members('v1', 'Secret', { namespace: NAMESPACE, labelSelector: secrets }),
  ]);
  const ours = roles?.filter(({ metadata }) => metadata.name === ROLE);
  return {
    ...(ours && { scrapedNamespaces: ours.flatMap(({ metadata }) => metadata.namespace ?? []).sort() }),
    ...(writers && { remoteWriteSecrets: writers.map(({ metadata }) => metadata.name).sort() }),
  };
}

async function listed(client: Client, apiVersion: string, kind: string, where: ListOptions): Promise<KubeObject[]> {
  try {
    return (await client.list(apiVersion, kind, where)).items;
  } catch (error) {
    if (error instanceof ApiError && error.unserved) return [];
    throw error;
  }
}
