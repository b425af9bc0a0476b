import { ApiError } from '../kubernetes/api-error.ts';
import type { Client } from '../kubernetes/client.ts';
import { isForbidden } from './forbidden.ts';

/** Kinds of others that steps depend on. */
const KINDS = [
  { apiVersion: 'cert-manager.io/v1', kind: 'Certificate' },
  { apiVersion: 'cert-manager.io/v1', kind: 'Issuer' },
  { apiVersion: 'monitoring.coreos.com/v1', kind: 'ServiceMonitor' },
  { apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy' },
];

/** Those of them that the API serves, as Group/Kind. */
export async function servedKinds(client: Client): Promise<string[]> {
  const served = await Promise.all(KINDS.map(({ apiVersion, kind }) => isServed(client, apiVersion, kind)));
  return KINDS.filter((_, i) => served[i]).map(({ apiVersion, kind }) => `${apiVersion.split('/')[0]}/${kind}`);
}

async function isServed(client: Client, apiVersion: string, kind: string): Promise<boolean> {
  try {
    await client.resourceOf(apiVersion, kind);
    return true;
  } catch (error) {
    if (isForbidden(error) || (error instanceof ApiError && error.unserved)) return false;
    throw error;
  }
}
