import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createHelm, type Helm } from '../../lib/helm/helm.ts';
import type { JsonMap, KubeObject } from '../../lib/kubernetes/object.ts';
import { temporaryFolder } from './openssl.ts';
import { decodeSecret } from './protobuf.ts';

/** A revision of a release, as helm leaves it in a Secret. */
export interface Revision {
  name: string;
  status: string;
  revision?: number;
  /** Minutes ago that it was begun. */
  age?: number;
  description?: string;
  values?: JsonMap;
  manifest?: string;
}

/** As much of a Kubernetes API as helm needs to keep releases: Secrets, and nothing to deploy. */
export interface HelmApi {
  url: string;
  secrets: Map<string, KubeObject>;
  /** Puts a revision there. */
  store(revision: Revision): void;
  close(): Promise<void>;
}

const NAMESPACE = 'monitoring';
const SECRETS = `/api/v1/namespaces/${NAMESPACE}/secrets`;

export async function startHelmApi(): Promise<HelmApi> {
  const secrets = new Map<string, KubeObject>();
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://x');
    const chunks = await request.toArray();
    // Only Secrets are ever written here; a DELETE brings options, which don't matter.
    const writes = request.method === 'POST' || request.method === 'PUT';
    const sent = writes ? decodeSecret(Buffer.concat(chunks)) : undefined;
    const answer = answerTo(secrets, request.method ?? '', pathname, searchParams, sent);
    const status = answer ? 200 : 404;
    const body = answer ?? { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'NotFound', code: 404 };
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    secrets,
    store: (revision) => {
      const secret = secretOf(revision);
      secrets.set(secret.metadata.name, secret);
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answerTo(
  secrets: Map<string, KubeObject>,
  method: string,
  path: string,
  query: URLSearchParams,
  sent?: KubeObject,
): object | undefined {
  if (path === '/version') return { major: '1', minor: '36', gitVersion: 'v1.36.3' };
  const core = { groupVersion: 'v1', resources: [] };
  if (path === '/api/v1') return { kind: 'APIResourceList', apiVersion: 'v1', ...core };
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'] };
  if (path === '/apis') return { kind: 'APIGroupList', apiVersion: 'v1', groups: [] };
  if (path === SECRETS && method === 'GET') {
    const wanted = (query.get('labelSelector') ?? '').split(',').map((each) => each.split('='));
    const items = [...secrets.values()].filter(({ metadata: { labels } }) =>
      wanted.every(([key = '', value]) => labels?.[key] === value),
    );
    return { kind: 'SecretList', apiVersion: 'v1', metadata: {}, items };
  }
  const name = path === SECRETS ? (sent?.metadata.name ?? '') : path.slice(SECRETS.length + 1);
  if (method === 'DELETE') return secrets.delete(name) ? { kind: 'Status', status: 'Success' } : undefined;
  if (sent) secrets.set(name, sent);
  return secrets.get(name);
}

function secretOf({ name, status, revision = 1, age = 0, description = '', values = {}, manifest = '' }: Revision) {
  const when = new Date(Date.now() - age * 60_000).toISOString();
  const release = {
    name,
    namespace: NAMESPACE,
    version: revision,
    info: { first_deployed: when, last_deployed: when, deleted: '', status, description },
    chart: { metadata: { name, version: '1.3.6', apiVersion: 'v2', appVersion: 'v1' } },
    config: values,
    manifest,
  };
  const packed = gzipSync(JSON.stringify(release)).toString('base64');
  const labels = { name, owner: 'helm', status, version: String(revision) };
  const data = { release: Buffer.from(packed).toString('base64') };
  const metadata = { name: `sh.helm.release.v1.${name}.v${revision}`, namespace: NAMESPACE, labels };
  return { apiVersion: 'v1', kind: 'Secret', type: 'helm.sh/release.v1', metadata, data };
}

/** The real helm against such an API, and a folder for what it needs. */
export function helmAgainst(
  { url }: HelmApi,
  binary: string,
  exists: (object: KubeObject) => Promise<boolean> = async () => true,
): { helm: Helm; folder: string; kubeconfig: string; remove: () => void } {
  const { path, remove } = temporaryFolder();
  const kubeconfig = join(path, 'kubeconfig');
  // What is current leads nowhere: only the context that the connection names will do.
  const clusters = [
    { name: 'here', cluster: { server: url } },
    { name: 'elsewhere', cluster: { server: 'http://127.0.0.1:1' } },
  ];
  const contexts = clusters.map(({ name }) => ({ name, context: { cluster: name, user: 'u' } }));
  const users = [{ name: 'u', user: {} }];
  const config = { apiVersion: 'v1', kind: 'Config', 'current-context': 'elsewhere', clusters, contexts, users };
  writeFileSync(kubeconfig, JSON.stringify(config));
  const connection = { kubectl: 'kubectl', kubeconfig, context: 'here' };
  const helm = createHelm({ helm: async () => binary, exists, connection, namespace: NAMESPACE, cache: path });
  return { helm, folder: path, kubeconfig, remove };
}
