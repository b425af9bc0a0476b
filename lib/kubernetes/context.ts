import { resolve } from 'node:path';
import { run } from '../process/run.ts';
import type { Connection } from './proxy.ts';

/**
 * The connection with its context named: kubectl, helm and the survey then act on one cluster, whatever becomes the
 * current context meanwhile; it stays without one where none is current, as with the kubeconfig of a pod. A file that is
 * named has its whole path: commands that are told name it too, and a person may type them in another folder.
 */
export async function pinContext({ kubeconfig: file, ...given }: Connection): Promise<Connection> {
  const connection = { ...given, ...(file && { kubeconfig: resolve(file) }) };
  const { kubectl, kubeconfig, context }: Connection = connection;
  if (context) return connection;
  const args = ['config', 'current-context', ...(kubeconfig ? [`--kubeconfig=${kubeconfig}`] : [])];
  const { code, stdout } = await run(kubectl, args);
  const current = stdout.trim();
  return code === 0 && current ? { ...connection, context: current } : connection;
}
