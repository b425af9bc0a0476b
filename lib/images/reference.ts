import type { Answers } from '../answers/schema.ts';

/** Where images are to be pulled from. */
export type Registries = Pick<Answers['images'], 'registry' | 'mirrors'>;

const DOCKER_HUB = 'docker.io';
/** What else Docker Hub is called. */
const ALSO_DOCKER_HUB = ['index.docker.io', 'registry-1.docker.io'];

/** An image's whole name, with the registry that a container runtime would add: `docker.io/grafana/grafana:13.0.2`. */
export function qualified(image: string): string {
  const slash = image.indexOf('/');
  const first = image.slice(0, Math.max(slash, 0));
  if (first !== 'localhost' && !/[.:]/.test(first)) return onDockerHub(image);
  return first === DOCKER_HUB || ALSO_DOCKER_HUB.includes(first) ? onDockerHub(image.slice(slash + 1)) : image;
}

function onDockerHub(path: string): string {
  return `${DOCKER_HUB}/${path.includes('/') ? '' : 'library/'}${path}`;
}

/**
 * An image as it is pulled with these answers: the registry is replaced, the rest of the name, tag and digest stay. A
 * mirror of its own registry (the longest that fits) wins. One that comes from there already is the very same.
 */
export function relocated(image: string, { registry, mirrors }: Registries): string {
  const whole = qualified(image);
  if (Object.values(mirrors).some((mirror) => isUnder(whole, mirror))) return image;
  const [mirrored] = Object.entries(mirrors)
    .filter(([from]) => isUnder(whole, from))
    .toSorted(([a], [b]) => b.length - a.length);
  if (mirrored) return mirrored[1] + whole.slice(mirrored[0].length);
  if (registry === undefined || isUnder(whole, registry)) return image;
  return registry + whole.slice(whole.indexOf('/'));
}

// A colon ends a repository, but in a registry it comes before the port.
function isUnder(image: string, prefix: string): boolean {
  const next = image.startsWith(prefix) ? image.charAt(prefix.length) : '';
  return next === '/' || (prefix.includes('/') && (next === ':' || next === '@'));
}
