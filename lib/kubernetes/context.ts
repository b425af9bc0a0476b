import { run } from '../process/run.ts';
import type { Connection } from './proxy.ts';

/**
 * The connection with its context named: kubectl, helm and the survey then act on one cluster, whatever becomes the
 * current context meanwhile. It stays as it is where no context is current, as with the kubeconfig of a pod.
 */
export async function pinContext(connection: Connection): Promise<Connection> {
  const { kubectl, kubeconfig, context } = connection;
  if (context) return connection;
  const args = ['config', 'current-context', ...(kubeconfig ? [`--kubeconfig=${kubeconfig}`] : [])];
  const { code, stdout } = await run(kubectl, args);
  const current = stdout.trim();
  return code === 0 && current ? { ...connection, context: current } : connection;
}
