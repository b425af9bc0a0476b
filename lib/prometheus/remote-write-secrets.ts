import { createHash } from 'node:crypto';
import type { Answers } from '../answers/schema.ts';
import type { SecretRef } from '../answers/secret.ts';
import type { ClusterFacts } from '../facts.ts';
import type { JsonMap, KubeObject } from '../kubernetes/object.ts';
import { NAMESPACE } from '../manifests/namespace.ts';
import { encoded } from '../manifests/secret-data.ts';
import type { Desired } from '../step.ts';
import { ownLabels } from './names.ts';

/** Somewhere that Prometheus sends its samples to, as the answers have it. */
export type Target = NonNullable<Answers['prometheus']['remoteWrite']>[number];

/** What the label app.kubernetes.io/name says of our Secrets. */
export const REMOTE_WRITE = 'prometheus-remote-write';

/** Our Secrets with what targets ask of the sender; none for what a Secret of the cluster holds already. */
export function remoteWriteSecrets(targets: readonly Target[]): Desired[] {
  return targets.flatMap((target) => {
    const { username, secrets } = contentOf(target);
    if (username === undefined && secrets.length === 0) return [];
    const bare = secretObject(secretName(target));
    const object = username === undefined ? bare : { ...bare, data: { username: encoded(username) } };
    if (secrets.length === 0) return [{ object }];
    return [{ object, complete: async (ports) => ({ ...object, data: { ...object.data, ...(await read(ports)) } }) }];

    async function read(ports: Parameters<NonNullable<Desired['complete']>>[0]): Promise<JsonMap> {
      const values = secrets.map(async ([key, ref]) => [key, encoded((await ports.secrets.read(ref)).reveal())]);
      return Object.fromEntries(await Promise.all(values)) as JsonMap;
    }
  });
}

/** The empty Secret of this name, as one to remove or to fill. */
function secretObject(name: string): KubeObject & { data?: JsonMap } {
  const metadata = { name, namespace: NAMESPACE, labels: ownLabels(REMOTE_WRITE) };
  return { apiVersion: 'v1', kind: 'Secret', metadata, type: 'Opaque' };
}

/** The name of our Secret for a target; one without a name is told from others by its URL. */
export function secretName({ name, url }: Target): string {
  if (name !== undefined) return `${REMOTE_WRITE}-${name}`;
  const [host = ''] = new URL(url).hostname.match(/[a-z0-9]+([-.][a-z0-9]+)*/) ?? [];
  const hash = createHash('sha256').update(url).digest('hex').slice(0, 8);
  return [REMOTE_WRITE, host.slice(0, 40).replace(/[-.]+$/, ''), hash].filter(Boolean).join('-');
}

/** The operator wants a user's name in a Secret too; so ours holds at least that. */
function contentOf({ basicAuth, bearerToken }: Target) {
  const all: [string, SecretRef | undefined][] = [
    ['password', basicAuth?.password],
    ['token', bearerToken],
  ];
  const secrets = all.flatMap(([key, ref]) => (ref && !('secret' in ref) ? [[key, ref] as const] : []));
  return { username: basicAuth?.username, secrets };
}

/** The Secrets of earlier answers that these have no use for. */
export function needlessSecrets(targets: readonly Target[], { remoteWriteSecrets = [] }: ClusterFacts): KubeObject[] {
  const used = new Set(remoteWriteSecretNames(targets));
  return remoteWriteSecrets.filter((name) => !used.has(name)).map(secretObject);
}

function remoteWriteSecretNames(targets: readonly Target[]): string[] {
  return remoteWriteSecrets(targets).map(({ object }) => object.metadata.name);
}
