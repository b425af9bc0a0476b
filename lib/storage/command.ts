import type { Facts } from '../facts.ts';
import { kubectlLine } from '../kubernetes/kubectl-line.ts';
import { NAMESPACE } from '../manifests/namespace.ts';

/** A command on a volume claim for the operator to run. */
export function claimCommand({ cluster }: Facts, verb: string, name: string, ...more: string[]): string {
  return kubectlLine(cluster, '-n', NAMESPACE, verb, 'pvc', name, ...more);
}

/** The command that enlarges a claim. */
export function growCommand(facts: Facts, name: string, size: string): string {
  const patch = { spec: { resources: { requests: { storage: size } } } };
  return claimCommand(facts, 'patch', name, '--type', 'merge', '-p', JSON.stringify(patch));
}
