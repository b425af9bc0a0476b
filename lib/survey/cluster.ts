import { EXIT, RunbookError } from '../errors.ts';
import type { ClusterFacts } from '../facts.ts';
import { isOurs } from '../inventory/ours.ts';
import { asRunbookError } from '../kubernetes/api-error.ts';
import type { Client } from '../kubernetes/client.ts';
import { nameOf } from '../kubernetes/object.ts';
import type { Connection } from '../kubernetes/proxy.ts';
import { asMap, fieldAt } from '../manifests/field.ts';
import { NAMESPACE } from '../manifests/namespace.ts';
import { text } from '../text.ts';
import { readClaims } from './claims.ts';
import { readClasses } from './classes.ts';
import { readContext } from './context.ts';
import { readControlPlane } from './control-plane.ts';
import { readEarlier } from './earlier.ts';
import { findEtcd } from './etcd.ts';
import { unlessForbidden } from './forbidden.ts';
import { findIngressControllers } from './ingress-controllers.ts';
import { readInside } from './inside.ts';
import { readIsolation } from './isolation.ts';
import { readIssuers } from './issuers.ts';
import { servedKinds } from './kinds.ts';
import { nodeFact, readNodes } from './nodes.ts';
import { readSecrets } from './secrets.ts';

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
  const unreadable = (what: string) => unknown.add(what);
  const reading = readNodes(client, unreadable);
  const [nodes, kinds, basics, classes, namespaces, ingressControllers, etcd] = await Promise.all([
    reading,
    servedKinds(client),
    readBasics(client, unreadable),
    readClasses(client, unreadable),
    readNamespaces(client, unreadable),
    findIngressControllers(client, unreadable),
    reading.then((found) => findEtcd(client, { version: String(version.gitVersion), nodes: found }, unreadable)),
  ]);
  const optional = await Promise.all([
    readControlPlane(client, unreadable),
    readEarlier(client, unreadable),
    readInside(client, unreadable),
    readSecrets(client, unreadable).then((secrets) => secrets && { secrets }),
    readIssuers(client, unreadable).then((issuers) => issuers && { issuers }),
    readClaims(client, unreadable).then((claims) => claims && { claims }),
    readIsolation(client, unreadable).then((isolation) => isolation && { isolation }),
  ]);
  return {
    ...where,
    version: String(version.gitVersion),
    ...basics,
    ...classes,
    ...etcd,
    ...Object.assign({}, ...optional),
    nodes: nodes.map(nodeFact),
    kinds,
    namespaces,
    ingressControllers,
    ...(unknown.size > 0 && { unknown: [...unknown].sort() }),
  };
}

type Unreadable = (what: string) => void;

/** Which cluster this is, and who answers its metrics API. */
async function readBasics(client: Client, unreadable: Unreadable): Promise<Pick<ClusterFacts, 'uid' | 'metricsApi'>> {
  const get = (apiVersion: string, kind: string, name: string) => {
    const object = { apiVersion, kind, metadata: { name } };
    return unlessForbidden(
      () => client.get(object),
      () => unreadable(nameOf(object)),
    );
  };
  const [system, metricsApi] = await Promise.all([
    get('v1', 'Namespace', 'kube-system'),
    get('apiregistration.k8s.io/v1', 'APIService', 'v1beta1.metrics.k8s.io'),
  ]);
  const { namespace, name } = asMap(fieldAt(metricsApi, 'spec', 'service'));
  const ours = metricsApi !== undefined && isOurs(metricsApi);
  const service = name !== undefined && {
    metricsApi: { namespace: String(namespace), service: String(name), ...(ours && { ours }) },
  };
  return { uid: String(system?.metadata.uid ?? ''), ...service };
}

/** The names of all namespaces; where they can't be listed, at least of our own. */
async function readNamespaces(client: Client, unreadable: Unreadable): Promise<string[]> {
  const all = await unlessForbidden(
    async () => (await client.list('v1', 'Namespace')).items,
    () => unreadable('Namespace'),
  );
  if (all) return all.map(({ metadata }) => metadata.name);
  const own = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } };
  const found = await unlessForbidden(
    () => client.get(own),
    () => unreadable(nameOf(own)),
  );
  return found ? [NAMESPACE] : [];
}

function inPreflight(error: unknown): unknown {
  const doing = text('Survey the cluster', '클러스터 조사');
  if (error instanceof RunbookError)
    return new RunbookError({ ...error.failure, exit: EXIT.preflight }, { cause: error });
  return asRunbookError(error, doing, { exit: EXIT.preflight });
}
