import { isReachableFromPods } from '../answers/check.ts';
import { EXIT, RunbookError } from '../errors.ts';
import { chooseCertificate } from '../etcd/rotation.ts';
import { ETCD_SECRET } from '../etcd/secret-keys.ts';
import { secretFact } from '../etcd/secret-pair.ts';
import type { EtcdSecretFact, Facts, HostFacts } from '../facts.ts';
import type { Client } from '../kubernetes/client.ts';
import { NAMESPACE } from '../manifests/namespace.ts';
import type { EtcdAnswers } from '../ssh/host.ts';
import { unlessForbidden } from '../survey/forbidden.ts';
import { findPlainMetrics } from '../survey/plain-metrics.ts';
import type { Session } from './session.ts';

/**
 * Reads etcd's client certificate where the answers say, first of all where the one in the cluster is from; keys stay
 * where they are.
 * @throws RunbookError (exit 3) with a line for each host that failed
 */
export async function readHosts(
  { client, ports: { masters }, interactive }: Pick<Session, 'client' | 'ports' | 'interactive'>,
  etcd: EtcdAnswers,
  facts: Facts,
): Promise<HostFacts> {
  const readAt = new Date();
  const secret = await readEtcdSecret(client);
  const [{ found, failed }, plainMetrics] = await Promise.all([
    masters.readCertificates(etcd, secret, facts.cluster).catch(inPreflight),
    // A person was asked about it before.
    interactive || etcd.certificates.source !== 'ssh' ? [] : seePlainMetrics(facts, etcd.endpoints),
  ]);
  return {
    etcd: chooseCertificate(found, secret, readAt),
    readAt,
    ...(secret && { etcdSecret: secret }),
    ...(failed.length > 0 && { etcdFailed: failed }),
    ...(plainMetrics.length > 0 && { plainMetrics }),
  };
}

/** Which members can do without a certificate; their loopback addresses aren't theirs to us. */
export function seePlainMetrics({ cluster }: Facts, endpoints?: readonly string[]) {
  const addresses = endpoints ?? cluster.etcd.map(({ address }) => address);
  return findPlainMetrics([...new Set(addresses)].filter(isReachableFromPods));
}

async function readEtcdSecret(client: Pick<Client, 'get'>): Promise<EtcdSecretFact | undefined> {
  const named = { apiVersion: 'v1', kind: 'Secret', metadata: { name: ETCD_SECRET, namespace: NAMESPACE } };
  const live = await unlessForbidden(
    () => client.get(named),
    () => {},
  );
  return live && secretFact(live);
}

function inPreflight(error: unknown): never {
  throw error instanceof RunbookError ? new RunbookError({ ...error.failure, exit: EXIT.preflight }) : error;
}
