import { get } from 'node:http';
import { isEtcd } from '../certificates/member-metrics.ts';
import type { PlainMetricsFact } from '../facts.ts';

/** kubespray's etcd_metrics_port, kubeadm's and k3s's own. */
export const PLAIN_PORT = 2381;
/** Milliseconds for one member: where nothing answers at once, pods won't find it either. */
const LIMIT = 1500;
/** etcd's own metrics are among the first. */
const ENOUGH = 64 * 1024;

/** The members whose metrics anyone can read over plain http, asked all at once from this machine. Never throws. */
export async function findPlainMetrics(addresses: readonly string[], port = PLAIN_PORT): Promise<PlainMetricsFact[]> {
  const answers = await Promise.all(addresses.map((address) => isPlain(address, port)));
  return addresses.filter((_, i) => answers[i]).map((address) => ({ address, port }));
}

function isPlain(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    // Without an agent: no connection is kept, and none goes through a proxy.
    const signal = AbortSignal.timeout(LIMIT);
    const call = get({ host: address, port, path: '/metrics', agent: false, signal }, (response) => {
      let seen = '';
      const end = (found: boolean) => {
        resolve(found);
        response.destroy();
      };
      if (response.statusCode !== 200) return end(false);
      response.setEncoding('utf8');
      response.on('error', () => resolve(false));
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
