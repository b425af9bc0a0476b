import type { JsonMap, Manifest } from './kubernetes/object.ts';

/** The manifests as they come from their source, untouched (DESIGN 2). */
export interface Stack {
  origin: Origin;
  /** The prometheus-operator's version in it, such as `0.92.0`; it says which kube-prometheus this is. */
  operatorVersion: string;
  /** manifests/setup: CRDs (and upstream's own namespace, which step 2.2 takes the place of). */
  setup: Manifest[];
  /** manifests/, without setup/. */
  manifests: Manifest[];
  /** cert-manager/ and preliminary/ of the tks-platform layout; empty where the source has none. */
  certManager: Manifest[];
  preliminary: Manifest[];
  /** preliminary/prometheus-msteams-config.yaml: helm values, no Kubernetes object (section 6.2). */
  msteamsValues?: JsonMap;
}

/** Where a stack came from, to be shown and recorded. */
export interface Origin {
  source: 'tks-platform' | 'kube-prometheus' | 'directory';
  /** Folder that holds manifests/. */
  directory: string;
  repository?: string;
  ref?: string;
  /** Full hash; for sources in git, and for a folder that stands in a git work tree. */
  commit?: string;
  /** For a folder in a git work tree, and for files of a bundle: whether they are those of the commit. */
  tree?: 'clean' | 'changed';
  /** Taken from the cache because the repository didn't answer; why, in git's words. */
  offline?: string;
  /** The files were taken from there earlier, and came along with a bundle. */
  carried?: true;
}
