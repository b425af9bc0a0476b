import type { ClaimFact } from '../facts.ts';
import type { Client } from '../kubernetes/client.ts';
import type { KubeObject } from '../kubernetes/object.ts';
import { asList, fieldAt } from '../manifests/field.ts';
import { NAMESPACE } from '../manifests/namespace.ts';
import { unlessForbidden } from './forbidden.ts';

const KIND = 'PersistentVolumeClaim';

/** The volume claims in monitoring, by name; undefined, and told to `unreadable`, when they may not be read. */
export async function readClaims(client: Client, unreadable: (what: string) => void): Promise<ClaimFact[] | undefined> {
  const claims = await unlessForbidden(
    async () => (await client.list('v1', KIND, { namespace: NAMESPACE })).items,
    () => unreadable(KIND),
  );
  return claims?.map(claimFact).sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
}

function claimFact(claim: KubeObject): ClaimFact {
  const asked = String(fieldAt(claim, 'spec', 'resources', 'requests', 'storage') ?? '');
  const className = fieldAt(claim, 'spec', 'storageClassName');
  const modes = asList(fieldAt(claim, 'spec', 'accessModes')).map(String);
  return {
    name: claim.metadata.name,
    size: String(fieldAt(claim, 'status', 'capacity', 'storage') ?? asked),
    asked,
    bound: fieldAt(claim, 'status', 'phase') === 'Bound',
    ...(typeof className === 'string' && { className }),
    ...(modes.length > 0 && { accessModes: modes }),
  };
}
