import type { IssuerFact } from '../facts.ts';
import type { Client } from '../kubernetes/client.ts';
import type { KubeObject } from '../kubernetes/object.ts';
import { NAMESPACE } from '../manifests/namespace.ts';
import { unlessForbidden } from './forbidden.ts';

const CERT_MANAGER = 'cert-manager.io/v1';

/** The issuers that a certificate in monitoring could name; undefined where that can't be told. */
export async function readIssuers(
  client: Client,
  unreadable: (what: string) => void,
): Promise<IssuerFact[] | undefined> {
  const [own, ofCluster] = await Promise.all([
    listed(client, 'Issuer', unreadable, NAMESPACE),
    listed(client, 'ClusterIssuer', unreadable),
  ]);
  if (!own || !ofCluster) return undefined;
  return [...own, ...ofCluster].map(({ kind, metadata }) => ({
    kind: kind as IssuerFact['kind'],
    name: metadata.name,
  }));
}

function listed(
  client: Client,
  kind: string,
  unreadable: (what: string) => void,
  namespace?: string,
): Promise<KubeObject[] | undefined> {
  return unlessForbidden(
    async () => (await client.list(CERT_MANAGER, kind, namespace === undefined ? {} : { namespace })).items,
    () => unreadable(kind),
  );
}
