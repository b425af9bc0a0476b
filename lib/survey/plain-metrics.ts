import { get, type RequestOptions } from 'node:http';
import type { Duplex } from 'node:stream';
import { isEtcd } from '../certificates/member-metrics.ts';
import type { Forward } from '../certificates/probe.ts';
import type { PlainMetricsFact } from '../facts.ts';

/** kubespray's etcd_metrics_port, kubeadm's and k3s's own. */
export const PLAIN_PORT = 2381;
/** Milliseconds for one member: where nothing answers at once, pods won't find it either. */
const LIMIT = 1500;
/** etcd's own metrics are among the first. */
const ENOUGH = 64 * 1024;

/**
 * The members whose metrics anyone can read over plain http, asked all at once: from this machine, or by connections
 * that start on a master. Never throws.
 */
export async function findPlainMetrics(
  addresses: readonly string[],
  port = PLAIN_PORT,
  forward?: Forward,
): Promise<PlainMetricsFact[]> {
  const answers = await Promise.all(addresses.map((address) => isPlain(address, port, forward)));
  return addresses.filter((_, i) => answers[i]).map((address) => ({ address, port }));
}

async function isPlain(address: string, port: number, forward: Forward | undefined): Promise<boolean> {
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), LIMIT);
  const request = { host: address, port, path: '/metrics', signal: over.signal };
  // Without an agent: no connection is kept, and none goes through a proxy.
  const asked = forward ? askThrough(forward, request, over.signal) : ask({ ...request, agent: false });
  try {
    return await asked;
  } finally {
    clearTimeout(timer);
  }
}

async function askThrough(forward: Forward, request: Request, signal: AbortSignal): Promise<boolean> {
  const late = Promise.withResolvers<undefined>();
  signal.addEventListener('abort', () => late.resolve(undefined), { once: true });
  const opening = forward(request.host, request.port).catch(() => undefined);
  const channel = await Promise.race([opening, late.promise]);
  if (!channel) {
    opening.then((later) => later?.destroy());
    return false;
  }
  try {
    return await ask({ ...request, createConnection: () => channel.on('error', () => {}) });
  } finally {
    channel.destroy();
  }
}

type Request = RequestOptions & { host: string; port: number };

function ask(request: Request & { createConnection?: () => Duplex }): Promise<boolean> {
  return new Promise((resolve) => {
    const call = get(request, (response) => {
      let seen = '';
      const end = (found: boolean) => {
        resolve(found);
        response.destroy();
      };
      response.on('error', () => resolve(false));
      if (response.statusCode !== 200) return end(false);
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        seen += chunk;
        if (isEtcd(seen)) end(true);
        else if (seen.length > ENOUGH) end(false);
      });
      response.on('end', () => resolve(false));
    });
    call.on('error', () => resolve(false));
  });
}
