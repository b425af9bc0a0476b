import { isReachableFromPods } from '../answers/check.ts';
import { EXIT, RunbookError } from '../errors.ts';
import { chooseCertificate } from '../etcd/rotation.ts';
import { ETCD_SECRET } from '../etcd/secret-keys.ts';
import { secretFact } from '../etcd/secret-pair.ts';
import type { EtcdSecretFact, Facts, HostFacts, PlainMetricsFact } from '../facts.ts';
import type { Client } from '../kubernetes/client.ts';
import { reference } from '../manifests/namespace.ts';
import type { Ports } from '../ports.ts';
import type { EtcdAnswers } from '../ssh/host.ts';
import { unlessForbidden } from '../survey/forbidden.ts';
import { findPlainMetrics } from '../survey/plain-metrics.ts';

/** What of a session it needs. */
interface Place {
  client: Pick<Client, 'get'>;
  ports: Pick<Ports, 'masters'>;
  interactive: boolean;
}

/**
 * Reads etcd's client certificate where the answers say, first of all where the one in the cluster is from; keys stay
 * where they are.
 * @throws RunbookError (exit 3) with a line for each host that failed
 */
export async function readHosts(
  { client, ports: { masters }, interactive }: Place,
  etcd: EtcdAnswers,
  facts: Facts,
): Promise<HostFacts> {
  const readAt = new Date();
  const secret = await readEtcdSecret(client);
  const [reading, seenFromHere] = await Promise.all([
    masters.readCertificates(etcd, secret, facts.cluster, memberList(facts, etcd.endpoints)).catch(inPreflight),
    // A person was asked about it before.
    interactive || etcd.certificates.source !== 'ssh' ? [] : seePlainMetrics(facts, etcd.endpoints),
  ]);
  const { failed, around } = reading;
  const plainMetrics = withoutTwins([...seenFromHere, ...(around?.plainMetrics ?? [])]);
  return {
    etcd: chooseCertificate(reading, secret, etcd.certificates, readAt),
    readAt,
    ...(secret && { etcdSecret: secret }),
    ...(failed.length > 0 && { etcdFailed: failed }),
    ...(around?.unasked && { etcdUnasked: around.unasked }),
    ...(plainMetrics.length > 0 && { plainMetrics }),
  };
}

/** Which members can do without a certificate, as seen from this machine. */
export function seePlainMetrics(facts: Facts, endpoints?: readonly string[]) {
  return findPlainMetrics(memberList(facts, endpoints));
}

/** The members' loopback addresses aren't theirs to anybody else. */
function memberList({ cluster }: Facts, endpoints?: readonly string[]): string[] {
  const addresses = endpoints ?? cluster.etcd.map(({ address }) => address);
  return [...new Set(addresses)].filter(isReachableFromPods);
}

function withoutTwins(members: readonly PlainMetricsFact[]): PlainMetricsFact[] {
  return [...new Map(members.map((member) => [member.address, member])).values()];
}

async function readEtcdSecret(client: Pick<Client, 'get'>): Promise<EtcdSecretFact | undefined> {
  const live = await unlessForbidden(() => client.get(reference('v1', 'Secret', ETCD_SECRET)));
  return live && secretFact(live);
}

// Who leaves at a question about a host has interrupted the run: nothing is wrong with the hosts.
function inPreflight(error: unknown): never {
  throw error instanceof RunbookError && error.exit !== EXIT.interrupted
    ? new RunbookError({ ...error.failure, exit: EXIT.preflight })
    : error;
}
