import type { ClusterFacts } from '../facts.ts';
import { shellLine } from '../process/shell-words.ts';

/** What names a cluster on a command line; a context is empty within a pod. */
export type Named = Pick<ClusterFacts, 'context' | 'kubeconfig'>;

/**
 * A kubectl command for a person to run against this very cluster, in a shell with the same KUBECONFIG: every other has
 * objects of these names.
 */
export function kubectlLine({ context, kubeconfig }: Named, ...words: string[]): string {
  const file = kubeconfig ? ['--kubeconfig', kubeconfig] : [];
  return shellLine(['kubectl', ...file, ...(context ? ['--context', context] : []), ...words]);
}
