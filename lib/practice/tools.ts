import { type FindOptions, findTool } from '../tools/find.ts';
import type { FoundTool } from '../tools/look.ts';
import type { Mode } from './machines.ts';

const ALWAYS = [
  'etcd',
  'kwok',
  'kwokctl',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kubectl',
  'helm',
  'prometheus-operator',
  'cert-manager-controller',
  'openssl',
  'ssh',
  'ssh-keygen',
  'sshd',
] as const;
const IN_NAMESPACE = ['ip', 'nsenter', 'unshare'] as const;

export type PlaneTool = (typeof ALWAYS)[number] | (typeof IN_NAMESPACE)[number];
export type PlaneTools = Record<PlaneTool, FoundTool>;

/** Finds every tool of the plane, one after another: a build uses all processors already. */
export async function findTools(mode: Mode, options: FindOptions): Promise<PlaneTools> {
  const found: Partial<PlaneTools> = {};
  for (const name of ALWAYS) found[name] = await findTool(name, options);
  for (const name of IN_NAMESPACE) {
    found[name] = mode === 'namespace' ? await findTool(name, options) : { path: name, from: 'path' };
  }
  return found as PlaneTools;
}
