import * as v from 'valibot';
import type { Location } from './location.ts';
import { answersSchema } from './schema.ts';

/** A part of the schema of answers. */
export type Shape = v.GenericSchema;

/** What a value is beside its type: a path made absolute when loaded, a name that may be one, a secret reference. */
export type Role = 'path' | 'perhaps-path' | 'secret';

/** The shape of whole answers. */
export const ROOT: readonly Shape[] = [answersSchema];

/** The role that any of the shapes gives its value. */
export function roleOf(shapes: readonly Shape[]): Role | undefined {
  for (const shape of shapes.flatMap((s) => alternatives(s))) {
    const { role } = v.getMetadata(shape);
    if (role === 'path' || role === 'perhaps-path' || role === 'secret') return role;
  }
  return undefined;
}

/** What a key of a map (or an index of a list) may hold. */
export function shapesAt(shapes: readonly Shape[], key: string | number): Shape[] {
  return shapes.flatMap((shape) => alternatives(shape)).flatMap((shape) => child(shape, key) ?? []);
}

/** What the answers may hold at a place; empty when there is no such place. */
export function shapesOf(location: Location): readonly Shape[] {
  return location.reduce<readonly Shape[]>(shapesAt, ROOT);
}

/** The default that the schema gives a place. */
export function defaultOf(location: Location): unknown {
  return shapesOf(location)
    .map((shape) => ('default' in shape ? shape.default : undefined))
    .find((value) => value !== undefined);
}

export function isList(shapes: readonly Shape[]): boolean {
  return shapes.flatMap((s) => alternatives(s)).some((shape) => 'item' in shape);
}

/**
 * The keys that a map may have, looking at its value (`scalarOf`) where one key decides over the others;
 * undefined when any key will do or none of the shapes is a map.
 */
export function keysOf(shapes: readonly Shape[], scalarOf: (key: string) => unknown): string[] | undefined {
  const maps = shapes.flatMap((shape) => alternatives(shape, scalarOf)).filter((shape) => !('item' in shape));
  if (maps.some((shape) => shape.type === 'record')) return undefined;
  const keys = maps.flatMap((shape) => ('entries' in shape ? Object.keys(shape.entries as object) : []));
  return keys.length ? [...new Set(keys)] : undefined;
}

/** A shape without its wrappers; more than one for unions. A secret stays whole: nobody looks into one. */
function alternatives(shape: Shape, scalarOf?: (key: string) => unknown): Shape[] {
  if (v.getMetadata(shape).role === 'secret') return [shape];
  if ('wrapped' in shape) return alternatives(shape.wrapped as Shape, scalarOf);
  if (shape.type !== 'union' && shape.type !== 'variant') return [shape];
  const options = (shape as unknown as { options: Shape[] }).options;
  const decided = 'key' in shape && scalarOf ? options.filter((o) => decides(o, String(shape.key), scalarOf)) : [];
  return (decided.length ? decided : options).flatMap((option) => alternatives(option, scalarOf));
}

function decides(option: Shape, key: string, scalarOf: (key: string) => unknown): boolean {
  const literal = child(option, key);
  return literal !== undefined && 'literal' in literal && literal.literal === scalarOf(key);
}

function child(shape: Shape, key: string | number): Shape | undefined {
  if (v.getMetadata(shape).role === 'secret') return undefined;
  if (typeof key === 'number') return 'item' in shape ? (shape.item as Shape) : undefined;
  if ('entries' in shape && Object.hasOwn(shape.entries as object, key)) {
    return (shape.entries as Record<string, Shape>)[key];
  }
  return shape.type === 'record' && 'value' in shape ? (shape.value as Shape) : undefined;
}
