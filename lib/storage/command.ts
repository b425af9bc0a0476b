import type { Facts } from '../facts.ts';
import { NAMESPACE } from '../manifests/namespace.ts';

/** A command on a volume claim for the operator to run, on this very cluster: claims have the same names everywhere. */
export function claimCommand({ cluster }: Facts, verb: string, name: string, ...more: string[]): string {
  return ['kubectl', '--context', cluster.context, '-n', NAMESPACE, verb, 'pvc', name, ...more].map(quoted).join(' ');
}

/** The command that enlarges a claim. */
export function growCommand(facts: Facts, name: string, size: string): string {
  const patch = { spec: { resources: { requests: { storage: size } } } };
  return claimCommand(facts, 'patch', name, '--type', 'merge', '-p', JSON.stringify(patch));
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
