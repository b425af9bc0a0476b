import { formatLocation, type Location } from './location.ts';
import type { Answers, AnswersFile } from './schema.ts';
import type { SecretRef } from './secret.ts';
import { ROOT, roleOf, type Shape, shapesAt } from './shape.ts';

/** A secret that the answers refer to, and where. */
export interface SecretUse {
  path: string;
  ref: SecretRef;
}

/** Every secret that the answers refer to, in their order. */
export function listSecretRefs(answers: Answers | AnswersFile): SecretUse[] {
  return usesIn(answers, ROOT, []);
}

/** The environment variables that hold some of these secrets. */
export function variablesOf(uses: readonly SecretUse[]): string[] {
  return uses.flatMap(({ ref }) => ('env' in ref ? [ref.env] : []));
}

function usesIn(value: unknown, shapes: readonly Shape[], location: Location): SecretUse[] {
  if (typeof value !== 'object' || value === null) return [];
  if (roleOf(shapes) === 'secret') return [{ path: formatLocation(location), ref: value as SecretRef }];
  if (Array.isArray(value)) return value.flatMap((item, i) => usesIn(item, shapesAt(shapes, i), [...location, i]));
  return Object.entries(value).flatMap(([key, item]) => usesIn(item, shapesAt(shapes, key), [...location, key]));
}
