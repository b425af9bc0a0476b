import type { Manifest } from '../kubernetes/object.ts';

/** Whether a manifest stands in the file of this name, in whichever folder; case doesn't matter. */
export function isOfFile({ file }: Manifest, fileName: string): boolean {
  return baseName(file) === baseName(fileName);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).toLowerCase();
}
