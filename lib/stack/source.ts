import type { Answers } from '../answers/schema.ts';
import { withoutUserinfo } from '../process/userinfo.ts';
import type { Stack } from '../stack.ts';
import { carriedOrigin } from './carried.ts';
import { FOLDERS } from './files.ts';
import type { Git } from './git.ts';
import { loadStack } from './load.ts';
import { releaseFor } from './releases.ts';

const REPOSITORIES = {
  'tks-platform': 'https://github.com/tg-cloud/tks-platform.git',
  'kube-prometheus': 'https://github.com/prometheus-operator/kube-prometheus.git',
};

/**
 * Brings the stack that the answers name (section 2.1).
 * @throws RunbookError when it can't be had; nothing on the cluster was touched.
 */
export async function bringStack({ stack }: Answers, clusterVersion: string, git: Git): Promise<Stack> {
  const { source } = stack;
  if (source === 'directory') return fromDirectory(stack.directory ?? '.', git);
  const repository = stack.repository ?? REPOSITORIES[source];
  const ref = stack.ref ?? (source === 'kube-prometheus' ? releaseFor(clusterVersion).tag : 'main');
  const { directory, commit, offline } = await git.checkout(repository, ref);
  return loadStack(directory, {
    source,
    repository: withoutUserinfo(repository),
    ref,
    commit,
    ...(offline !== undefined && { offline }),
  });
}

async function fromDirectory(directory: string, git: Git): Promise<Stack> {
  const stack = await loadStack(directory);
  const root = stack.origin.directory;
  const carried = await carriedOrigin(root);
  // What a copy says of itself counts for more than the work tree that it may have been put in.
  const state = carried ? { ...carried, carried: true as const } : await git.stateOf(root, FOLDERS);
  return { ...stack, origin: { ...stack.origin, ...state } };
}
