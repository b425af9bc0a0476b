import type { Answers } from '../answers/schema.ts';
import { onRegistry, qualified } from './registry.ts';

/** Where images are to be pulled from. */
export type Registries = Pick<Answers['images'], 'registry' | 'mirrors'>;

/**
 * An image as it is pulled with these answers: the registry is replaced, the rest of the name, tag and digest stay. A
 * mirror of its own registry (the longest that fits) wins. One that comes from there already is the very same.
 */
export function relocated(image: string, registries: Registries): string {
  const whole = qualified(image);
  const mirrors = mirrorsOf(registries);
  const registry = registries.registry === undefined ? undefined : onRegistry(registries.registry);
  if (mirrors.some(({ to }) => isUnder(whole, to))) return image;
  const [mirror] = mirrors.filter(({ from }) => isUnder(whole, from)).toSorted((a, b) => b.from.length - a.from.length);
  if (mirror) return mirror.to + whole.slice(mirror.from.length);
  if (registry === undefined || isUnder(whole, registry)) return image;
  return registry + whole.slice(whole.indexOf('/'));
}

/** The mirrors, as they are written, that none of these images comes from or is at already. */
export function idleMirrors({ mirrors }: Pick<Registries, 'mirrors'>, images: readonly string[]): string[] {
  const wholes = images.map(qualified);
  const uses = (prefix: string) => wholes.some((whole) => isUnder(whole, onRegistry(prefix)));
  return Object.entries(mirrors).flatMap(([from, to]) => (uses(from) || uses(to) ? [] : [from]));
}

function mirrorsOf({ mirrors }: Pick<Registries, 'mirrors'>): { from: string; to: string }[] {
  return Object.entries(mirrors).map(([from, to]) => ({ from: onRegistry(from), to: onRegistry(to) }));
}

// A colon ends a repository, but in a registry it comes before the port.
function isUnder(image: string, prefix: string): boolean {
  const next = image.startsWith(prefix) ? image.charAt(prefix.length) : '';
  return next === '/' || (prefix.includes('/') && (next === ':' || next === '@'));
}
