import type { Answers } from '../answers/schema.ts';
import { RunbookError } from '../errors.ts';
import { ETCD_NAMES } from '../etcd/clusters.ts';
import { endpointsOf, slicesOf } from '../etcd/endpoints.ts';
import { ETCD_SECRET, etcdSecretKeys } from '../etcd/secret-keys.ts';
import { secretFact } from '../etcd/secret-pair.ts';
import type { EtcdHostFact, HostFacts } from '../facts.ts';
import type { Client } from '../kubernetes/client.ts';
import type { KubeObject } from '../kubernetes/object.ts';
import { asList, asMap } from '../manifests/field.ts';
import { reference } from '../manifests/namespace.ts';
import { unlessForbidden } from '../survey/forbidden.ts';

/** Nobody's (RFC 5737): in place of members of which nothing is known. */
const NOBODY = '192.0.2.1';

/** Names as section 3.5 has them, where the Secret doesn't tell; which objects are wanted doesn't depend on them. */
const STAND_IN: EtcdHostFact = {
  node: 'unknown',
  host: '',
  certificate: '',
  ca: '',
  certificatePath: 'node-unknown.pem',
  keyPath: 'node-unknown-key.pem',
  caPath: 'ca.pem',
};

/**
 * What is known of the masters without going there: what an earlier run left of them in the cluster. Which objects are
 * wanted can be told by that; whether they are good is for the checks.
 */
export async function liveHosts(client: Pick<Client, 'get'>, { etcd }: Pick<Answers, 'etcd'>): Promise<HostFacts> {
  const { source = 'none', name = ETCD_SECRET } = etcd?.certificates ?? {};
  if (!etcd || source === 'none') return {};
  const read = (object: KubeObject) => unlessForbidden(() => client.get(object));
  const secret = await read(reference('v1', 'Secret', source === 'secret' ? name : ETCD_SECRET));
  if (source === 'secret') return { etcdSecretKeys: usable(Object.keys(asMap(secret?.data)), etcd) };
  const addresses = await liveMembers(read);
  const known = secret && secretFact(secret);
  return { etcd: { ...(known ? hostOf(known) : STAND_IN), environment: { addresses, metrics: [] } } };
}

function hostOf({
  node = STAND_IN.node,
  host = '',
  certificate,
  ca,
  names,
}: NonNullable<ReturnType<typeof secretFact>>) {
  return { node, host, certificate, ca, certificatePath: names.certificate, keyPath: names.key, caPath: names.ca };
}

/** A Secret that can't be used is for the check to tell. */
function usable(keys: string[], etcd: NonNullable<Answers['etcd']>): string[] {
  try {
    etcdSecretKeys({ answers: { etcd }, facts: { hosts: { etcdSecretKeys: keys } } });
    return keys;
  } catch (error) {
    if (!(error instanceof RunbookError)) throw error;
    return ['ca.crt', 'tls.crt', 'tls.key'];
  }
}

/** Members as they are scraped: only a master's etcd.env may have told them. */
async function liveMembers(read: (object: KubeObject) => Promise<KubeObject | undefined>): Promise<string[]> {
  const [{ service }] = ETCD_NAMES;
  const slices = await Promise.all(slicesOf(service).map(read));
  const endpoints = await read(endpointsOf(service));
  const found = [
    ...slices.flatMap((slice) => asList(slice?.endpoints).flatMap((each) => asList(asMap(each).addresses))),
    ...asList(endpoints?.subsets).flatMap((subset) =>
      asList(asMap(subset).addresses).map((address) => asMap(address).ip),
    ),
  ].filter((address) => typeof address === 'string');
  return found.length > 0 ? [...new Set(found)] : [NOBODY];
}
