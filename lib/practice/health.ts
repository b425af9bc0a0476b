import { readFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Api } from './api.ts';
import { HELM_URL } from './helm-repository.ts';
import type { Home } from './home.ts';
import type { Master } from './machines.ts';
import { certificatesOf } from './master-folders.ts';
import { nodes } from './objects.ts';

const PATIENCE = 2_000;

/** @throws unless the API says it is ready */
export async function apiReady(api: Api): Promise<void> {
  const { status, body } = await api.request('GET', '/readyz');
  if (status !== 200) throw new Error(`the API server answers ${status}: ${JSON.stringify(body)}`);
}

/** @throws unless every node is there and Ready */
export async function nodesReady(api: Api): Promise<void> {
  const states = await nodeStates(api);
  const wrong = nodes().filter(({ metadata }) => states[metadata.name] !== true);
  if (wrong.length > 0) throw new Error(`not Ready: ${wrong.map(({ metadata }) => metadata.name).join(', ')}`);
}

interface NodeList {
  items?: { metadata: { name: string }; status?: { conditions?: { type: string; status: string }[] } }[];
}

/** The nodes by name, and whether each is Ready. */
export async function nodeStates(api: Api): Promise<Record<string, boolean>> {
  const { items = [] } = (await api.request('GET', '/api/v1/nodes')).body as NodeList;
  const isReady = (conditions: { type: string; status: string }[] = []) =>
    conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
  return Object.fromEntries(items.map(({ metadata, status }) => [metadata.name, isReady(status?.conditions)]));
}

/** @throws unless an sshd greets at that address */
export function sshGreets({ host, port }: Master): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: PATIENCE });
    socket.once('data', (greeting) => {
      socket.destroy();
      greeting.toString().startsWith('SSH-2.0-') ? resolve() : reject(new Error(`no sshd on ${host}:${port}`));
    });
    socket.once('timeout', () => socket.destroy(new Error(`no answer from ${host}:${port}`)));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error(`${host}:${port} closed the connection`)));
  });
}

/** @throws unless the master's etcd says it is healthy to its own client certificate */
export async function etcdHealthy(home: Home, master: Master): Promise<void> {
  const folder = certificatesOf(home, master);
  const [ca, cert, key] = await Promise.all(
    ['ca.pem', `node-${master.name}.pem`, `node-${master.name}-key.pem`].map((name) => readFile(join(folder, name))),
  );
  const agent = new Agent({ ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) });
  const signal = AbortSignal.timeout(PATIENCE);
  const answer = await ask((done) => httpsRequest(`https://${master.host}:2379/health`, { agent, signal }, done).end());
  if (!answer.includes('"health":"true"')) throw new Error(`etcd of ${master.name}: ${answer}`);
}

/** @throws unless the helm repository serves its index */
export async function repositoryServes(): Promise<void> {
  const signal = AbortSignal.timeout(PATIENCE);
  const index = await ask((done) => httpRequest(`${HELM_URL}/index.yaml`, { signal }, done).end());
  if (!index.includes('apiVersion')) throw new Error(`${HELM_URL}/index.yaml holds no index`);
}

type Asking = (done: (answer: import('node:http').IncomingMessage) => void) => import('node:http').ClientRequest;

function ask(send: Asking): Promise<string> {
  return new Promise((resolve, reject) => {
    send((answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => resolve(Buffer.concat(chunks).toString()));
    }).on('error', reject);
  });
}
