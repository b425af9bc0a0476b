import type { Json, Manifest } from '../kubernetes/object.ts';
import { fieldAt, withField } from './field.ts';

/** The manifest with the value that an answer gives a field. */
export function withValue(manifest: Manifest, path: readonly string[], value: Json): Manifest {
  const { file, byDefault } = manifest;
  return { file, object: withField(manifest.object, path, value), ...(byDefault && { byDefault }) };
}

/** The manifest with our default where it has no value of its own; it is remembered that nobody asked for it. */
export function withDefault(manifest: Manifest, path: readonly string[], value: Json): Manifest {
  if (fieldAt(manifest.object, ...path) !== undefined) return manifest;
  return { ...withValue(manifest, path, value), byDefault: [...(manifest.byDefault ?? []), [...path]] };
}
