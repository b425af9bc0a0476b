import { readFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Json, JsonMap } from '../kubernetes/object.ts';
import type { Home } from './home.ts';

export interface Answer {
  status: number;
  body: JsonMap;
}

/** The practice cluster's API, asked with the admin certificate that kwokctl made. */
export interface Api {
  server: string;
  request(method: string, path: string, body?: string, type?: string): Promise<Answer>;
  close(): void;
}

/** Opens the API of a plane. @throws when the plane has no kubeconfig yet */
export async function openApi(home: Home, timeout = 10_000): Promise<Api> {
  const server = serverIn(await readFile(home.kubeconfig, 'utf8'));
  const [ca, cert, key] = await Promise.all(
    ['ca.crt', 'admin.crt', 'admin.key'].map((name) => readFile(join(home.cluster, 'pki', name))),
  );
  const agent = new Agent({
    keepAlive: true,
    maxSockets: 8,
    ...(ca && { ca }),
    ...(cert && { cert }),
    ...(key && { key }),
  });
  return {
    server,
    request: (method, path, body, type = 'application/json') =>
      send(agent, timeout, `${server}${path}`, method, body, type),
    close: () => agent.destroy(),
  };
}

/** The API server's URL in a kubeconfig. */
function serverIn(kubeconfig: string): string {
  const server: unknown = parse(kubeconfig)?.clusters?.[0]?.cluster?.server;
  if (typeof server !== 'string') throw new Error('the kubeconfig names no server');
  return server;
}

function send(
  agent: Agent,
  timeout: number,
  url: string,
  method: string,
  body: string | undefined,
  type: string,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(body) };
    const signal = AbortSignal.timeout(timeout);
    const ask = request(url, { agent, method, headers, signal }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('error', reject);
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: mapOf(text) }));
    });
    ask.on('error', reject);
    ask.end(body);
  });
}

function mapOf(text: string): JsonMap {
  try {
    const value: Json = JSON.parse(text);
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : { value };
  } catch {
    return { value: text };
  }
}
