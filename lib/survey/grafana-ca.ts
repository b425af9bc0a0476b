import type { GrafanaCaFact, IssuerFact } from '../facts.ts';
import { CA_SECRET } from '../grafana/ca-secret.ts';
import type { Client } from '../kubernetes/client.ts';
import { type KubeObject, nameOf } from '../kubernetes/object.ts';
import { fieldAt } from '../manifests/field.ts';
import { NAMESPACE } from '../manifests/namespace.ts';
import { unlessForbidden } from './forbidden.ts';

const CERT_MANAGER = 'cert-manager.io/v1';

/**
 * Whether the Secret with Grafana's CA is there (section 3.2), and which Certificate writes it. Of the Secret only the
 * metadata is asked for: it holds a CA's key.
 */
export async function findGrafanaCa(
  client: Client,
  unreadable: (what: string) => void,
): Promise<GrafanaCaFact | undefined> {
  const secret: KubeObject = { apiVersion: 'v1', kind: 'Secret', metadata: { name: CA_SECRET, namespace: NAMESPACE } };
  const found = await unlessForbidden(
    () => client.getMetadata(secret),
    () => unreadable(nameOf(secret)),
  );
  if (!found) return undefined;
  const certificates = await listed(client, 'Certificate', unreadable, NAMESPACE);
  const certificate = certificates?.find((each) => fieldAt(each, 'spec', 'secretName') === CA_SECRET)?.metadata.name;
  return certificate === undefined ? {} : { certificate };
}

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
