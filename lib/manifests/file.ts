import type { Manifest } from '../kubernetes/object.ts';
import { readConfig } from './template.ts';

/** The manifests of the file with this name in one of the stack's folders; none when the stack lacks it. */
export function manifestsOfFile(manifests: readonly Manifest[], fileName: string): Manifest[] {
  return manifests.filter(({ file }) => baseName(file) === baseName(fileName));
}

/** The stack's file, or our own of the same name under configs/ in place of one that the stack lacks. */
export function stackFileOrOurs(manifests: readonly Manifest[], configPath: string): Manifest[] {
  const found = manifestsOfFile(manifests, configPath);
  return found.length > 0 ? found : readConfig(configPath);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).toLowerCase();
}
