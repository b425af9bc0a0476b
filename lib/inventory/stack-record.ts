import { basename } from 'node:path';
import type { KubeObject } from '../kubernetes/object.ts';
import type { Origin, Stack } from '../stack.ts';
import { remembered } from './remembered.ts';

/** What the inventory remembers of the stack that the manifests were deployed from (section 2.1). */
export interface StackRecord extends Pick<Origin, 'source' | 'repository' | 'ref' | 'commit' | 'tree'> {
  /** The folder's own name, for a stack from a folder: where it stood is nobody's business on the cluster. */
  directory?: string;
  operatorVersion: string;
}

/** What is to be remembered of a stack. */
export function recordOf({ origin, operatorVersion }: Stack): StackRecord {
  const { source, repository, ref, commit, tree, directory } = origin;
  return {
    source,
    ...(repository === undefined ? { directory: basename(directory) } : { repository: remote(repository) }),
    ...(ref !== undefined && { ref }),
    ...(commit !== undefined && { commit }),
    ...(tree !== undefined && { tree }),
    operatorVersion,
  };
}

/** What the inventory remembers; undefined before the manifests were ever deployed. */
export function stackRecord(live: KubeObject | undefined): StackRecord | undefined {
  return remembered<StackRecord>(live, 'stack');
}

/** A repository on this machine by its own name only. */
function remote(repository: string): string {
  const isLocal = /^file:/i.test(repository) || !/^[^/\\]+:/.test(repository);
  return isLocal ? basename(repository) : repository;
}
