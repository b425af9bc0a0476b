import type { SecretFact } from '../facts.ts';
import { CA_SECRET } from '../grafana/ca-secret.ts';
import { isOurs } from '../inventory/ours.ts';
import type { Client } from '../kubernetes/client.ts';
import { type KubeObject, nameOf } from '../kubernetes/object.ts';
import { fieldAt } from '../manifests/field.ts';
import { NAMESPACE } from '../manifests/namespace.ts';
import { unlessForbidden } from './forbidden.ts';

const KIND = 'Secret';

/**
 * Which Secrets the namespace monitoring has, and which Certificate writes each. Only their metadata is asked for: what
 * they hold is nobody's business here. Without the right to list them that of Grafana's CA is looked up by its name.
 */
export async function readSecrets(
  client: Client,
  unreadable: (what: string) => void,
): Promise<SecretFact[] | undefined> {
  const listed = await unlessForbidden(
    async () => (await client.list('v1', KIND, { namespace: NAMESPACE, metadataOnly: true })).items,
    () => unreadable(KIND),
  );
  const found = listed ?? (await readCa(client, unreadable));
  if (!found || found.length === 0) return found && [];
  const writers = await readWriters(client, unreadable);
  return found.map((secret) => {
    const { name } = secret.metadata;
    const certificate = writers.get(name);
    return { name, ...(certificate !== undefined && { certificate }), ...(isOurs(secret) && { ours: true as const }) };
  });
}

async function readCa(client: Client, unreadable: (what: string) => void): Promise<KubeObject[] | undefined> {
  const secret = { apiVersion: 'v1', kind: KIND, metadata: { name: CA_SECRET, namespace: NAMESPACE } };
  return unlessForbidden(
    async () => [await client.getMetadata(secret)].filter((each) => each !== undefined),
    () => unreadable(nameOf(secret)),
  );
}

/** The Certificate that writes each Secret, by the Secret's name. */
async function readWriters(client: Client, unreadable: (what: string) => void): Promise<Map<string, string>> {
  const kind = 'Certificate';
  const certificates = await unlessForbidden(
    async () => (await client.list('cert-manager.io/v1', kind, { namespace: NAMESPACE })).items,
    () => unreadable(kind),
  );
  return new Map((certificates ?? []).map((each) => [String(fieldAt(each, 'spec', 'secretName')), each.metadata.name]));
}
